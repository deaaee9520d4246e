package io.lntune.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own, because the library that cannot take long command lines is native. */
final class LongCommandLineTest {
  /** So many copies of any path make a command line of more than 4096 bytes. */
  private static final int MANY = 120;

  @TempDir private Path folder;

  private Call start(List<String> arguments, String variable)
      throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, "-Xmx512m", Main.class.getName()));
    command.addAll(arguments);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    String tested = System.getProperty("java.class.path");
    builder.environment().put("CLASSPATH", System.getProperty("surefire.test.class.path", tested));
    builder.environment().remove(LongCommandLine.VARIABLE);
    if (!variable.isEmpty()) {
      builder.environment().put(LongCommandLine.VARIABLE, variable);
    }
    int exitCode = builder.start().waitFor();
    return new Call(exitCode, Files.readString(out), Files.readString(err));
  }

  private static List<String> parity() {
    return List.of("parity", Models.parityCase("bert-seq-ts17").toString());
  }

  @Test
  void aLongArgumentListReachesTheRuntimeUnharmed() throws Exception {
    List<String> arguments = new ArrayList<>(parity());
    arguments.addAll(Collections.nCopies(MANY, folder.resolve("no case").toString()));
    assertTrue(String.join(" ", arguments).getBytes(StandardCharsets.UTF_8).length > 4096);
    Call call = start(arguments, "").expect(5);
    assertTrue(call.out().startsWith("pass bert-seq-ts17 "), call.out());
    assertTrue(call.out().contains("1 of " + (MANY + 1) + " cases passed"), call.out());
  }

  @Test
  void argumentsAreTakenFromTheEnvironmentWhenNoneAreGiven() throws Exception {
    String joined = String.join(LongCommandLine.SEPARATOR, parity());
    assertTrue(start(List.of(), joined).expect(0).out().contains("1 of 1 cases passed"));
  }

  @Test
  void argumentsThatAreGivenWinOverTheEnvironment() {
    assertEquals(List.of("tag"), LongCommandLine.arguments(List.of("tag")));
  }
}

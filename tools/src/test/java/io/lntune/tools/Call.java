package io.lntune.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lntune.tools.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A finished call of {@code lntune} in this process.
 *
 * @param exitCode what the process would end with
 * @param out standard output
 * @param err standard error
 */
public record Call(int exitCode, String out, String err) {
  /** Runs {@code lntune} with these arguments, paths included. */
  public static Call of(Object... arguments) {
    List<String> texts = Arrays.stream(arguments).map(String::valueOf).toList();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Main.run(texts, Terminal.of(stream(out), stream(err)));
    return new Call(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** Demands the exit code and shows everything when it is another one. */
  public Call expect(int wanted) {
    assertEquals(wanted, exitCode, () -> "exit code of\n" + out + err);
    return this;
  }

  /** Standard output, which must be one JSON document and nothing else. */
  public JsonNode json() {
    try {
      return new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not one JSON document:\n" + out, e);
    }
  }
}

package io.lntune.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class FailureTextTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private int print(Throwable failure, boolean verbose) {
    return FailureText.print(
        failure, verbose, new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everyKindHasItsExitCode() {
    assertEquals(2, print(LntuneException.usage("what", "remedy"), false));
    assertEquals(3, print(LntuneException.badInput("what", "where", "remedy"), false));
    assertEquals(4, print(LntuneException.unsupported("what", "where", "remedy"), false));
    assertEquals(5, print(LntuneException.checkFailed("what", "where", "remedy"), false));
  }

  @Test
  void aFailureWithoutAPlaceHasNoLineForIt() {
    print(LntuneException.usage("what", "remedy"), false);
    assertEquals("error: what\ntry: remedy\n", text().replace("\r\n", "\n"));
  }

  @Test
  void anythingElseIsAnInternalErrorThatPointsToVerbose() {
    assertEquals(1, print(new IllegalStateException("surprise"), false));
    assertTrue(text().contains("internal error: java.lang.IllegalStateException: surprise"));
    assertTrue(text().contains("--verbose"));
    assertFalse(text().contains("\tat "));
  }

  @Test
  void verboseShowsTheStackTraceWithItsCause() {
    IllegalStateException cause = new IllegalStateException("surprise");
    print(LntuneException.usage("what", "remedy").causedBy(cause), true);
    assertTrue(text().contains("\tat "));
    assertTrue(text().contains("Caused by: java.lang.IllegalStateException: surprise"));
  }

  @Test
  void lackOfMemoryIsExplained() {
    assertEquals(1, print(new OutOfMemoryError("Java heap space"), false));
    assertTrue(text().contains("LNTUNE_JAVA_OPTS"));
  }
}

package io.lntune.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong clock = new AtomicLong(17);

  private Progress progress(boolean interactive) {
    PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new Progress(new Terminal(err, err, interactive), clock::get);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  @Test
  void inALogThereIsALineEveryFewSeconds() {
    try (Progress progress = progress(false)) {
      for (int step = 0; step < 12; step++) {
        progress.update("step " + step);
        clock.addAndGet(SECOND);
      }
      progress.finish("done");
    }
    assertEquals("step 5\nstep 10\ndone\n", text());
  }

  @Test
  void onATerminalTheLineIsRewritten() {
    try (Progress progress = progress(true)) {
      clock.addAndGet(SECOND);
      progress.update("step 10");
      clock.addAndGet(SECOND);
      progress.update("end");
    }
    assertEquals("\rstep 10\rend    \n", text());
  }

  @Test
  void nothingShownLeavesNothing() {
    progress(true).close();
    assertEquals("", text());
  }
}

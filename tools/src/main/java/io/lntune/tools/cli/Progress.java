package io.lntune.tools.cli;

import java.util.function.LongSupplier;

/**
 * One line on standard error that tells how far the work is: rewritten in place when somebody
 * watches, else a new line every few seconds.
 */
public final class Progress implements AutoCloseable {
  private static final long WATCHED_INTERVAL = 100_000_000L;
  private static final long UNWATCHED_INTERVAL = 5_000_000_000L;

  private final Terminal terminal;
  private final LongSupplier nanoseconds;
  private long shownAt;
  private int shownLength;

  /** Progress on the time of the system. */
  public static Progress on(Terminal terminal) {
    return new Progress(terminal, System::nanoTime);
  }

  Progress(Terminal terminal, LongSupplier nanoseconds) {
    this.terminal = terminal;
    this.nanoseconds = nanoseconds;
    this.shownAt = nanoseconds.getAsLong();
  }

  /** Shows {@code text}, unless something was shown a moment ago. */
  public void update(String text) {
    long now = nanoseconds.getAsLong();
    if (now - shownAt >= (terminal.interactive() ? WATCHED_INTERVAL : UNWATCHED_INTERVAL)) {
      shownAt = now;
      show(text);
    }
  }

  /** Shows {@code text} whatever was shown before; it stays. */
  public void finish(String text) {
    show(text);
    endLine();
  }

  private void show(String text) {
    if (terminal.interactive()) {
      String blank = " ".repeat(Math.max(0, shownLength - text.length()));
      terminal.err().print("\r" + text + blank);
      terminal.err().flush();
      shownLength = text.length();
    } else {
      terminal.err().println(text);
    }
  }

  /** Ends a line that is still being rewritten, so that other output starts on a new one. */
  public void endLine() {
    if (shownLength > 0) {
      terminal.err().println();
      shownLength = 0;
    }
  }

  @Override
  public void close() {
    endLine();
  }
}

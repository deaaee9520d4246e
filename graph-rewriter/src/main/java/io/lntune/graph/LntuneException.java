package io.lntune.graph;

import org.jspecify.annotations.Nullable;

/**
 * The one exception a person is meant to read: what happened, where, and what to do about it.
 *
 * <p>The {@link Kind} decides the exit code of the command line, so that scripts can tell a bad
 * file from an unsupported operator.
 */
public final class LntuneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Category of a failure with its process exit code. */
  public enum Kind {
    /** The command or call was malformed. */
    USAGE(2),
    /** A model or data file is missing, damaged or contradicts itself. */
    BAD_INPUT(3),
    /** The input is valid but contains something that cannot be handled. */
    UNSUPPORTED(4),
    /** A verification that was asked for did not hold. */
    CHECK_FAILED(5);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    /** Exit code of the process for this category. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;
  private final String what;
  private final String where;
  private final String remedy;

  private LntuneException(
      Kind kind, String what, String where, String remedy, @Nullable Throwable cause) {
    super(what + (where.isEmpty() ? "" : " (" + where + ")"), cause);
    this.kind = kind;
    this.what = what;
    this.where = where;
    this.remedy = remedy;
  }

  /** A malformed command or call. */
  public static LntuneException usage(String what, String remedy) {
    return new LntuneException(Kind.USAGE, what, "", remedy, null);
  }

  /** A missing, damaged or contradictory file; {@code where} names the file, tensor or line. */
  public static LntuneException badInput(String what, String where, String remedy) {
    return new LntuneException(Kind.BAD_INPUT, what, where, remedy, null);
  }

  /** Valid input that cannot be handled; {@code where} names the node or tensor. */
  public static LntuneException unsupported(String what, String where, String remedy) {
    return new LntuneException(Kind.UNSUPPORTED, what, where, remedy, null);
  }

  /** A requested verification that failed. */
  public static LntuneException checkFailed(String what, String where, String remedy) {
    return new LntuneException(Kind.CHECK_FAILED, what, where, remedy, null);
  }

  /** The same failure with the underlying exception attached for {@code --verbose}. */
  public LntuneException causedBy(Throwable cause) {
    return new LntuneException(kind, what, where, remedy, cause);
  }

  /** The same failure, found inside something else. */
  public LntuneException inside(String outer) {
    return new LntuneException(kind, what, where + " inside " + outer, remedy, this);
  }

  public Kind kind() {
    return kind;
  }

  /** What happened, one sentence. */
  public String what() {
    return what;
  }

  /** The file, node, tensor or line concerned; empty when there is none. */
  public String where() {
    return where;
  }

  /** What the reader can do about it. */
  public String remedy() {
    return remedy;
  }
}

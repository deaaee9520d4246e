package io.lntune.trainer.data;

/** What is wrong with a field, as the end of a sentence that begins with its name. */
final class JsonFieldException extends Exception {
  private static final long serialVersionUID = 1L;

  JsonFieldException(String problem) {
    super(problem);
  }

  /** The end of the sentence. */
  String problem() {
    return String.valueOf(getMessage());
  }
}

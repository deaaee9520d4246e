package io.lntune.graph.rewrite.fold;

/**
 * The node cannot be evaluated here: too large, of an unusual type, or contradictory. It stays in
 * the graph, where ONNX Runtime judges it.
 */
public final class NotFoldableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotFoldableException(String message) {
    super(message);
  }
}

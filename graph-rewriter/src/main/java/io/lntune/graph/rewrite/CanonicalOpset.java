package io.lntune.graph.rewrite;

/**
 * The one opset that later stages see. 21 is the newest that ONNX Runtime 1.19, the last release
 * with mobile and web training, accepts; newer operators are lowered to it, older ones lifted.
 */
public final class CanonicalOpset {
  /** Version of the standard operator set. */
  public static final long VERSION = 21;

  /** Matching ONNX IR version. */
  public static final long IR_VERSION = 10;

  private CanonicalOpset() {}
}

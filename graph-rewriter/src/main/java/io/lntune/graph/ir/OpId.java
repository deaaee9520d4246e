package io.lntune.graph.ir;

/**
 * Identity of an operator.
 *
 * @param domain operator domain; the empty string is ONNX's own ({@code ai.onnx} is the same)
 * @param type operator name within the domain, for example {@code MatMul}
 */
public record OpId(String domain, String type) {
  /** The domain of the operators that ONNX Runtime adds to the standard ones. */
  public static final String MICROSOFT = "com.microsoft";

  public OpId {
    domain = domain.equals("ai.onnx") ? "" : domain;
  }

  /** A standard ONNX operator. */
  public static OpId onnx(String type) {
    return new OpId("", type);
  }

  /** An operator of {@link #MICROSOFT}. */
  public static OpId microsoft(String type) {
    return new OpId(MICROSOFT, type);
  }

  @Override
  public String toString() {
    return domain.isEmpty() ? type : domain + "::" + type;
  }
}

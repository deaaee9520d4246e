package io.lntune.graph.differentiate;

/** Which operators an emitted graph may use. */
public enum OperatorTarget {
  /** Standard ONNX operators only: runs on any runtime. */
  STANDARD,
  /** Also {@code com.microsoft} operators that every stock ONNX Runtime has, where they pay. */
  ONNX_RUNTIME
}

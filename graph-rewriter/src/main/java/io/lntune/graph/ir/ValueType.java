package io.lntune.graph.ir;

/** Type of a value: a tensor, or one of ONNX's rarer kinds that are carried but not analysed. */
public sealed interface ValueType permits TensorType, OtherType {}

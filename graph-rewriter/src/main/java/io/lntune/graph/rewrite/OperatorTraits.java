package io.lntune.graph.rewrite;

import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Use;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What whole families of operators have in common (ONNX operator specification, opset 24). */
public final class OperatorTraits {
  private static final Set<OpId> PACKING =
      Set.of(
          OpId.onnx("MatMul"),
          OpId.onnx("Gemm"),
          OpId.microsoft("FusedMatMul"),
          OpId.microsoft("FusedGemm"),
          OpId.microsoft("DynamicQuantizeMatMul"));

  /**
   * An element of a result depends on the elements of the inputs at its own place, the inputs being
   * broadcast.
   */
  public static final Set<OpId> ELEMENTWISE =
      Stream.concat(
              Stream.of(
                      "Abs",
                      "Acos",
                      "Acosh",
                      "Add",
                      "And",
                      "Asin",
                      "Asinh",
                      "Atan",
                      "Atanh",
                      "BitShift",
                      "BitwiseAnd",
                      "BitwiseNot",
                      "BitwiseOr",
                      "BitwiseXor",
                      "Cast",
                      "Ceil",
                      "Celu",
                      "Clip",
                      "Cos",
                      "Cosh",
                      "Div",
                      "Dropout",
                      "Elu",
                      "Equal",
                      "Erf",
                      "Exp",
                      "Floor",
                      "Gelu",
                      "Greater",
                      "GreaterOrEqual",
                      "HardSigmoid",
                      "HardSwish",
                      "Identity",
                      "IsInf",
                      "IsNaN",
                      "LeakyRelu",
                      "Less",
                      "LessOrEqual",
                      "Log",
                      "Max",
                      "Mean",
                      "Min",
                      "Mish",
                      "Mod",
                      "Mul",
                      "Neg",
                      "Not",
                      "Or",
                      "PRelu",
                      "Pow",
                      "Reciprocal",
                      "Relu",
                      "Round",
                      "Selu",
                      "Shrink",
                      "Sigmoid",
                      "Sign",
                      "Sin",
                      "Sinh",
                      "Softplus",
                      "Softsign",
                      "Sqrt",
                      "Sub",
                      "Sum",
                      "Swish",
                      "Tan",
                      "Tanh",
                      "ThresholdedRelu",
                      "Where",
                      "Xor")
                  .map(OpId::onnx),
              Stream.of("BiasGelu", "FastGelu", "Gelu", "QuickGelu").map(OpId::microsoft))
          .collect(Collectors.toUnmodifiableSet());

  /** Another run gives other numbers; {@code Dropout} only while it is turned on. */
  public static final Set<OpId> RANDOM =
      Stream.of(
              "Bernoulli",
              "Dropout",
              "Multinomial",
              "RandomNormal",
              "RandomNormalLike",
              "RandomUniform",
              "RandomUniformLike")
          .map(OpId::onnx)
          .collect(Collectors.toUnmodifiableSet());

  private OperatorTraits() {}

  /** Whether ONNX Runtime packs a copy of what {@code use} reads, where that is stored. */
  public static boolean packs(Use use) {
    return use.index() == 1 && PACKING.contains(use.node().op());
  }
}

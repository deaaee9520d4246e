package io.lntune.graph.reference;

import static io.lntune.graph.reference.SingleNode.microsoft;
import static io.lntune.graph.reference.SingleNode.onnx;

import io.lntune.graph.ir.DataType;
import java.util.ArrayList;
import java.util.List;

/** Cases of operators that work on each element. */
final class ElementwiseCases {
  private static final List<String> UNARY =
      List.of(
          "Abs",
          "Neg",
          "Sign",
          "Floor",
          "Ceil",
          "Round",
          "Exp",
          "Erf",
          "Sin",
          "Cos",
          "Tan",
          "Atan",
          "Sinh",
          "Cosh",
          "Tanh",
          "Asinh",
          "Identity",
          "Relu",
          "Sigmoid",
          "Softplus",
          "Softsign",
          "Mish",
          "HardSwish",
          "LeakyRelu",
          "Elu",
          "Celu",
          "Selu",
          "HardSigmoid",
          "Shrink",
          "ThresholdedRelu",
          "Gelu",
          "Clip",
          "Hardmax",
          "IsNaN",
          "IsInf");
  private static final List<String> BINARY =
      List.of("Add", "Sub", "Mul", "Div", "Max", "Min", "Sum", "Mean");
  private static final List<String> RELATIONS =
      List.of("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual");

  private ElementwiseCases() {}

  static List<SingleNode> all() {
    List<SingleNode> cases = new ArrayList<>();
    UNARY.forEach(type -> cases.add(onnx(type).between(-4, 4).in(3, 7)));
    for (String type : List.of("Sqrt", "Log", "Reciprocal")) {
      cases.add(onnx(type).between(0.1, 4).in(3, 7));
    }
    for (String type : List.of("Asin", "Acos", "Atanh")) {
      cases.add(onnx(type).between(-0.95, 0.95).in(3, 7));
    }
    cases.add(onnx("Acosh").between(1, 4).in(3, 7));
    for (String type : BINARY) {
      cases.add(onnx(type).between(0.5, 3).in(2, 1, 4).in(3, 1));
    }
    for (String type : RELATIONS) {
      cases.add(onnx(type).in(DataType.INT64, 2, 1, 9).in(DataType.INT64, 3, 1));
    }
    for (String type : List.of("And", "Or", "Xor")) {
      cases.add(onnx(type).in(bits(1, 0, 1, 0)).in(bits(1, 1, 0, 0)));
    }
    activations(cases);
    integers(cases);
    cases.add(onnx("IsInf").floats(1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
    cases.add(onnx("IsNaN").floats(1, Double.NaN));
    cases.add(onnx("Round").floats(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5));
    cases.add(onnx("Not").in(bits(1, 0)));
    cases.add(onnx("Where").in(bits(1, 0, 1)).in(2, 3).scalar(5));
    cases.add(onnx("Sum").in(2, 3).in(3).in(2, 1));
    return cases;
  }

  private static void activations(List<SingleNode> cases) {
    cases.add(onnx("Gelu").set("approximate", "tanh").between(-4, 4).in(3, 7));
    cases.add(onnx("Swish").opset(24).set("alpha", 1.3).in(3, 7));
    cases.add(onnx("LeakyRelu").set("alpha", 0.2).in(3, 7));
    cases.add(onnx("Elu").set("alpha", 0.7).in(3, 7));
    cases.add(onnx("Celu").set("alpha", 0.7).in(3, 7));
    cases.add(onnx("Selu").set("alpha", 1.5).set("gamma", 0.9).in(3, 7));
    cases.add(onnx("HardSigmoid").set("alpha", 0.3).set("beta", 0.4).in(3, 7));
    cases.add(onnx("ThresholdedRelu").set("alpha", 0.5).in(3, 7));
    cases.add(onnx("Shrink").set("lambd", 1.0).set("bias", 0.3).in(3, 7));
    cases.add(onnx("Clip").in(3, 7).scalar(-0.5).scalar(1));
    cases.add(onnx("Clip").in(3, 7).gap().scalar(1));
    cases.add(onnx("PRelu").in(2, 3, 4).in(3, 1));
    cases.add(microsoft("Gelu").between(-4, 4).in(3, 7));
    cases.add(microsoft("FastGelu").between(-4, 4).in(3, 7).in(7));
    cases.add(microsoft("FastGelu").between(-4, 4).in(3, 7));
    cases.add(microsoft("BiasGelu").between(-4, 4).in(3, 7).in(7));
    cases.add(microsoft("QuickGelu").between(-4, 4).in(3, 7));
    cases.add(microsoft("QuickGelu").set("alpha", 1.0).in(3, 7));
  }

  private static void integers(List<SingleNode> cases) {
    cases.add(onnx("Div").longs(7, -7, 7, -7).longs(2, 2, -2, -2));
    cases.add(onnx("Mod").longs(7, -7, 7, -7).longs(2, 2, -2, -2));
    cases.add(onnx("Mod").set("fmod", 1).longs(7, -7, 7, -7).longs(3, 3, -3, -3));
    cases.add(onnx("Mod").set("fmod", 1).floats(5.5, -5.5).floats(2, 2));
    cases.add(onnx("Pow").between(0.5, 3).in(2, 3).in(3));
    cases.add(onnx("Pow").floats(-2, -1, 3).longs(3, 2, 2));
    cases.add(onnx("BitwiseAnd").longs(12, -1).longs(10, 6));
    cases.add(onnx("BitwiseOr").longs(12, -1).longs(10, 6));
    cases.add(onnx("BitwiseXor").longs(12, -1).longs(10, 6));
    cases.add(onnx("BitwiseNot").longs(12, -1));
    cases.add(onnx("BitShift").set("direction", "LEFT").in(bytes(3, 5)).in(bytes(2, 1)));
    cases.add(onnx("BitShift").set("direction", "RIGHT").in(bytes(13, 5)).in(bytes(2, 1)));
  }

  static Array bits(double... values) {
    return Array.of(DataType.BOOL, new long[] {values.length}, values);
  }

  private static Array bytes(double... values) {
    return Array.of(DataType.UINT8, new long[] {values.length}, values);
  }
}

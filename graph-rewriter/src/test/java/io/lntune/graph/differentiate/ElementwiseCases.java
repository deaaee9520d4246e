package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.reference.Array;
import java.util.ArrayList;
import java.util.List;

/** Operators of one operand, each on its own safe domain. */
final class ElementwiseCases {
  private ElementwiseCases() {}

  static List<CaseBuilder> all() {
    List<CaseBuilder> cases = new ArrayList<>();
    for (String op : List.of("Identity", "Neg", "Abs", "Exp", "Erf", "Sin", "Cos", "Atan")) {
      cases.addAll(shapes(op, -2, 2));
    }
    for (String op : List.of("Sinh", "Cosh", "Tanh", "Asinh")) {
      cases.addAll(shapes(op, -2, 2));
    }
    for (String op : List.of("Sqrt", "Log", "Reciprocal")) {
      cases.addAll(shapes(op, 0.25, 3));
    }
    cases.add(onnx("Reciprocal", "negative").between(-3, -0.25).in(5));
    for (String op : List.of("Asin", "Acos", "Atanh")) {
      cases.addAll(shapes(op, -0.9, 0.9));
    }
    cases.addAll(shapes("Acosh", 1.25, 4));
    cases.addAll(shapes("Tan", -1.2, 1.2));
    cases.addAll(conversions());
    cases.addAll(clips());
    return cases;
  }

  private static List<CaseBuilder> shapes(String op, double low, double high) {
    return List.of(
        onnx(op, "matrix").between(low, high).in(3, 4),
        onnx(op, "scalar").between(low, high).in(),
        onnx(op, "no elements").between(low, high).in(2, 0));
  }

  private static List<CaseBuilder> conversions() {
    Array off = Array.of(DataType.BOOL, new long[] {}, 0);
    Array on = Array.of(DataType.BOOL, new long[] {}, 1);
    return List.of(
        onnx("Dropout", "inference").in(2, 3),
        onnx("Dropout", "inference with ratio and mode").in(2, 3).number(0.5).constant(off),
        onnx("Dropout", "training without loss").in(2, 3).number(0).constant(on),
        onnx("Cast", "to float32").set("to", DataType.FLOAT.code()).in(2, 3),
        onnx("Cast", "to float64").set("to", DataType.DOUBLE.code()).in(2, 3),
        onnx("CastLike", "like a float32").in(2, 3).typedConstant(Array.scalar(DataType.FLOAT, 1)));
  }

  private static List<CaseBuilder> clips() {
    return List.of(
        onnx("Clip", "both bounds").distinct(4, 4).number(-0.5).number(0.6),
        onnx("Clip", "lower bound only").distinct(4, 4).number(-0.3),
        onnx("Clip", "upper bound only").distinct(4, 4).gap().number(0.3),
        onnx("Clip", "bounds fed").distinct(4, 4).between(-0.6, -0.4).in().between(0.4, 0.6).in(),
        onnx("Clip", "lower bound fed").distinct(4, 4).between(-0.6, -0.4).in(),
        onnx("Clip", "upper bound fed").distinct(4, 4).gap().between(0.2, 0.3).in(),
        onnx("Clip", "lower bound above the upper one")
            .distinct(4, 4)
            .between(0.4, 0.6)
            .in()
            .between(-0.6, -0.4)
            .in(),
        onnx("Clip", "no bound").distinct(4, 4),
        onnx("Clip", "scalar").in().number(-3).number(3),
        onnx("Clip", "no elements").in(0, 2).number(-1).number(1));
  }
}

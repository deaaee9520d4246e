package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.microsoft;
import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import java.util.ArrayList;
import java.util.List;

/** Activation functions, on both sides of their kinks and with every attribute. */
final class ActivationCases {
  /** Operators with defaults for everything. */
  private static final List<String> PLAIN =
      List.of(
          "Relu",
          "LeakyRelu",
          "Elu",
          "Selu",
          "Celu",
          "Sigmoid",
          "HardSigmoid",
          "HardSwish",
          "Softplus",
          "Softsign",
          "Mish",
          "ThresholdedRelu",
          "Shrink",
          "Gelu");

  private ActivationCases() {}

  static List<CaseBuilder> all() {
    List<CaseBuilder> cases = new ArrayList<>();
    for (String op : PLAIN) {
      cases.add(onnx(op, "matrix").distinct(6, 7));
      cases.add(onnx(op, "scalar").in());
      cases.add(onnx(op, "no elements").in(0, 2));
    }
    cases.addAll(attributes());
    cases.addAll(slopes());
    cases.add(microsoft("QuickGelu", "matrix").distinct(6, 7));
    cases.add(microsoft("QuickGelu", "alpha").set("alpha", 0.7).distinct(6, 7));
    cases.add(microsoft("QuickGelu", "scalar").in());
    cases.stream()
        .filter(subject -> subject.op().type().equals("Celu"))
        .forEach(subject -> subject.notInHalfPrecision("Celu is defined for float32 only"));
    return cases;
  }

  private static List<CaseBuilder> attributes() {
    return List.of(
        onnx("LeakyRelu", "alpha").set("alpha", 0.3).distinct(4, 4),
        onnx("Elu", "alpha").set("alpha", 0.7).distinct(4, 4),
        onnx("Selu", "alpha and gamma").set("alpha", 1.5).set("gamma", 0.8).distinct(4, 4),
        onnx("Celu", "alpha").set("alpha", 2.5).distinct(4, 4),
        onnx("HardSigmoid", "alpha and beta").set("alpha", 0.4).set("beta", 0.3).distinct(6, 6),
        onnx("ThresholdedRelu", "alpha").set("alpha", 0.4).distinct(4, 4),
        onnx("Shrink", "lambda and bias").set("lambd", 0.8).set("bias", 0.3).distinct(4, 4),
        onnx("Gelu", "tanh formula").set("approximate", "tanh").distinct(6, 7),
        onnx("Gelu", "erf formula by name").set("approximate", "none").distinct(6, 7),
        onnx("Sigmoid", "far from 0").in(new long[] {4}, -20, -9, 9, 20),
        onnx("Softplus", "far from 0").in(new long[] {4}, -20, -9, 9, 20),
        onnx("Mish", "far from 0").in(new long[] {4}, -20, -9, 9, 20));
  }

  private static List<CaseBuilder> slopes() {
    return List.of(
        onnx("PRelu", "slope per channel").distinct(2, 3, 4).in(3, 1),
        onnx("PRelu", "slope per element").distinct(2, 3).in(2, 3),
        onnx("PRelu", "one slope").distinct(2, 3).in(1),
        onnx("PRelu", "scalar slope").distinct(2, 3).in(),
        onnx("PRelu", "constant slope").distinct(2, 3).number(0.25),
        onnx("PRelu", "only the slope wanted").distinct(2, 3).in(3).of(1),
        onnx("PRelu", "no elements").in(0, 3).in(3));
  }
}

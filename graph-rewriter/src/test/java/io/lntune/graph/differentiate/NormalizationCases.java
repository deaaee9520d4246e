package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import java.util.ArrayList;
import java.util.List;

/** Softmax and normalisation. */
final class NormalizationCases {
  private NormalizationCases() {}

  static List<CaseBuilder> all() {
    List<CaseBuilder> cases = new ArrayList<>();
    for (String op : List.of("Softmax", "LogSoftmax")) {
      cases.add(onnx(op, "last axis").in(2, 3, 4));
      cases.add(onnx(op, "first axis").set("axis", 0).in(3, 4));
      cases.add(onnx(op, "negative axis").set("axis", -2).in(2, 3, 4));
      cases.add(onnx(op, "axis of size 1").in(3, 1));
      cases.add(onnx(op, "large numbers").between(80, 90).in(2, 4));
      cases.add(onnx(op, "no elements").in(0, 4));
    }
    List<CaseBuilder> norms = new ArrayList<>(layerNormalizations());
    norms.addAll(simplified());
    norms.addAll(localResponses());
    norms.forEach(subject -> subject.needs(ShapeKnowledge.RANK));
    cases.addAll(norms);
    return cases;
  }

  private static CaseBuilder layer(String description) {
    return onnx("LayerNormalization", description).set("epsilon", 1e-3).declaredAsFloat32();
  }

  private static List<CaseBuilder> layerNormalizations() {
    return List.of(
        layer("last axis").in(2, 3, 4).in(4).in(4),
        layer("no bias").in(2, 3, 4).in(4),
        layer("statistics asked for").in(2, 3, 4).in(4).in(4).outputs(3),
        layer("two axes").set("axis", 1).in(2, 3, 4).in(3, 4).in(3, 4),
        layer("two axes, negative").set("axis", -2).in(2, 3, 4).in(3, 4).in(3, 4),
        layer("every axis").set("axis", 0).in(3, 4).in(3, 4).in(3, 4),
        layer("scale of size 1").in(2, 3, 4).in(1).in(1),
        layer("scale repeated along a normalised axis").set("axis", 1).in(2, 3, 4).in(3, 1).in(4),
        layer("default epsilon, constant scale").in(3, 5).number(1.25),
        layer("only X wanted").in(2, 3, 4).in(4).in(4).of(0),
        layer("only the scale wanted").in(2, 3, 4).in(4).in(4).of(1),
        layer("only the bias wanted").in(2, 3, 4).in(4).in(4).of(2),
        layer("scale and bias wanted").in(2, 3, 4).in(4).in(4).of(1, 2),
        layer("X and bias wanted").in(2, 3, 4).in(4).in(4).of(0, 2),
        layer("empty batch").in(0, 3, 4).in(4).in(4));
  }

  private static CaseBuilder rms(String description) {
    return onnx("SimplifiedLayerNormalization", description)
        .set("epsilon", 1e-3)
        .declaredAsFloat32();
  }

  private static List<CaseBuilder> simplified() {
    return List.of(
        rms("last axis").in(2, 3, 4).in(4),
        rms("statistics asked for").in(2, 3, 4).in(4).outputs(2),
        rms("two axes").set("axis", 1).in(2, 3, 4).in(3, 4),
        rms("constant scale").in(3, 5).number(1.25),
        rms("only X wanted").in(2, 3, 4).in(4).of(0),
        rms("only the scale wanted").in(2, 3, 4).in(4).of(1));
  }

  private static CaseBuilder localResponse(String description, long size) {
    return onnx("LRN", description).set("size", size);
  }

  private static List<CaseBuilder> localResponses() {
    return List.of(
        localResponse("odd window", 3).set("alpha", 0.5).in(2, 5, 2, 2),
        localResponse("even window", 4)
            .set("alpha", 0.7)
            .set("beta", 0.6)
            .in(1, 6, 2)
            .notOnRuntime("its LRN takes odd windows only"),
        localResponse("one channel at a time", 1).set("alpha", 0.5).set("bias", 2.0).in(2, 3, 2, 2),
        localResponse("window wider than the channels", 7).set("alpha", 0.9).in(1, 3, 2, 2),
        localResponse("defaults", 5).in(1, 6, 2, 2));
  }
}

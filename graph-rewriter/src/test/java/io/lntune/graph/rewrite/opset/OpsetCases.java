package io.lntune.graph.rewrite.opset;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.ArrayList;
import java.util.List;

/** One-operator models in old opsets, at least one for each line of {@link OpsetChanges}. */
final class OpsetCases {
  /** A model whose operator of that type is to be lifted. */
  record OpsetCase(String name, ModelSketch sketch) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final List<OpsetCase> cases = new ArrayList<>();

  private OpsetCases() {}

  static List<OpsetCase> all() {
    OpsetCases cases = new OpsetCases();
    cases.attributes();
    cases.reductions();
    cases.softmax();
    cases.normalizations();
    cases.sampling();
    cases.others();
    return cases.cases;
  }

  /** Inputs: x float [2, 3, 4, 4] and a, the same without known type. */
  private static ModelSketch opset(long version) {
    return ModelSketch.opset(version).input("x", DataType.FLOAT, 2, 3, 4, 4).node("Abs", "a", "x");
  }

  private void add(String name, ModelSketch sketch, String outputs) {
    cases.add(new OpsetCase(name, sketch.outputs(outputs)));
  }

  private void attributes() {
    add(
        "Slice-1 with axes",
        opset(9)
            .node(
                "Slice",
                "y",
                "x",
                "starts",
                new long[] {1, -3},
                "ends",
                new long[] {3, 1000},
                "axes",
                new long[] {1, 3}),
        "y");
    add(
        "Slice-1 without axes",
        opset(7).node("Slice", "y", "x", "starts", new long[] {1}, "ends", new long[] {2}),
        "y");
    add("TopK-1", opset(9).node("TopK", "y i", "x", "k", 2, "axis", 2), "y i");
    add("Clip-6", opset(10).node("Clip", "y", "x", "min", -0.5f, "max", 0.75f), "y");
    add("Clip-6 of unknown type", opset(7).node("Clip", "y", "a", "max", 0.75f), "y");
    add(
        "Pad-2",
        opset(10).node("Pad", "y", "x", "pads", new long[] {0, 0, 1, 2, 0, 0, 0, 1}, "value", 1.5f),
        "y");
    add(
        "Pad-2 with reflection",
        opset(10)
            .node("Pad", "y", "a", "pads", new long[] {0, 0, 1, 2, 0, 0, 0, 1}, "mode", "reflect"),
        "y");
    add(
        "Split-2",
        opset(12).node("Split", "y z", "x", "split", new long[] {1, 2}, "axis", 1),
        "y z");
    add("Split-2 in equal parts", opset(11).node("Split", "y z", "x", "axis", 2), "y z");
    add("Split-13 in equal parts", opset(13).node("Split", "y z", "x", "axis", 3), "y z");
    add(
        "Unsqueeze-1 and Squeeze-1",
        opset(12)
            .node("Unsqueeze", "u", "x", "axes", new long[] {0, 2})
            .node("Squeeze", "y", "u", "axes", new long[] {0})
            .node("Squeeze", "z", "u"),
        "u y z");
    add(
        "DFT-17",
        ModelSketch.opset(17)
            .input("x", DataType.FLOAT, 2, 5, 6, 1)
            .node("DFT", "y", "x")
            .node("DFT", "z", "x", "axis", 2, "onesided", 1),
        "y z");
  }

  private void reductions() {
    for (String operator :
        List.of(
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "ReduceProd",
            "ReduceSumSquare",
            "ReduceSum")) {
      long version = operator.equals("ReduceSum") ? 12 : 17;
      add(
          operator,
          opset(version)
              .node(operator, "y", "a", "axes", new long[] {1, 2}, "keepdims", 0)
              .node(operator, "z", "a"),
          "y z");
    }
  }

  private void softmax() {
    for (String operator : List.of("Softmax", "LogSoftmax", "Hardmax")) {
      add(
          operator + "-1",
          opset(12)
              .node(operator, "y", "x")
              .node(operator, "z", "a", "axis", 2)
              .node(operator, "v", "x", "axis", 3)
              .node(operator, "w", "a", "axis", -1),
          "y z v w");
    }
  }

  private void normalizations() {
    add(
        "BatchNormalization-7",
        opset(8)
            .floats("s", new long[] {3}, 1, 2, 3)
            .floats("b", new long[] {3}, 0.1f, 0.2f, 0.3f)
            .floats("m", new long[] {3}, 0, -1, 1)
            .floats("v", new long[] {3}, 1, 0.5f, 2)
            .node("BatchNormalization", "y", "x s b m v", "spatial", 1, "epsilon", 1e-3f),
        "y");
    add("GroupNormalization-18", groups(2, 3, 4), "y");
    add("GroupNormalization-18 with open channels", groups(-1, -1, -1), "y");
    ModelSketch single =
        ModelSketch.opset(18)
            .input("x", DataType.FLOAT, 2, 2, 3)
            .floats("s", new long[] {2}, 1, 2)
            .floats("b", new long[] {2}, 3, 4)
            .node("GroupNormalization", "y", "x s b", "num_groups", 2);
    add("GroupNormalization-18 with one channel per group", single, "y");
  }

  private static ModelSketch groups(long... sizes) {
    return ModelSketch.opset(20)
        .input("x", DataType.FLOAT, sizes)
        .floats("s", new long[] {1}, 2)
        .floats("b", new long[] {1}, 0.5f)
        .node("GroupNormalization", "y", "x s b", "num_groups", 1, "epsilon", 1e-3f);
  }

  private void sampling() {
    float[] doubled = {1, 1, 2, 2};
    add(
        "Upsample-7",
        opset(7)
            .node("Upsample", "y", "x", "scales", doubled)
            .node("Upsample", "z", "x", "scales", doubled, "mode", "linear"),
        "y z");
    add(
        "Upsample-9",
        opset(9).floats("s", new long[] {4}, 1, 1, 1.5f, 3).node("Upsample", "y", "x s"),
        "y");
    add(
        "Resize-10 that enlarges",
        opset(10)
            .floats("s", new long[] {4}, 1, 1, 1.6f, 2.3f)
            .node("Resize", "y", "x s", "mode", "nearest")
            .node("Resize", "z", "x s", "mode", "linear"),
        "y z");
    add(
        "Resize-10 that shrinks",
        opset(10)
            .floats("s", new long[] {4}, 1, 1, 0.6f, 0.4f)
            .node("Resize", "y", "x s", "mode", "nearest"),
        "y");
    add(
        "Resize-11 with empty inputs",
        opset(11)
            .floats("none", new long[] {0})
            .longs("sizes", 2, 3, 7, 5)
            .node("Resize", "y", "x none none sizes", "mode", "linear"),
        "y");
    add(
        "RoiAlign-10",
        opset(10)
            .floats("rois", new long[] {1, 4}, 0, 0, 3, 2)
            .longs("batch", 1)
            .node("RoiAlign", "y", "x rois batch", "output_height", 2, "output_width", 2),
        "y");
    add(
        "GridSample-16",
        opset(16)
            .input("grid", DataType.FLOAT, 2, 2, 2, 2)
            .node("GridSample", "y", "x grid")
            .node("GridSample", "z", "x grid", "mode", "bicubic")
            .node("GridSample", "w", "x grid", "mode", "nearest"),
        "y z w");
  }

  private void others() {
    add("Dropout-7", opset(7).node("Dropout", "y", "x", "ratio", 0.3f), "y");
    add("Dropout-10 with unused mask", opset(10).node("Dropout", "y m", "x"), "y");
    add(
        "Scatter-9",
        opset(10)
            .initializer(Tensor.ofLongs("i", Shape.of(1, 1, 1, 2), 2, 0))
            .floats("u", new long[] {1, 1, 1, 2}, 5, 6)
            .node("Scatter", "y", "x i u", "axis", 3),
        "y");
  }
}

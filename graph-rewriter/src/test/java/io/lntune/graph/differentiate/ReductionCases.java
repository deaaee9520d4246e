package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import java.util.ArrayList;
import java.util.List;

/** Reductions over constant, run-time and absent axes, and running sums. */
final class ReductionCases {
  private ReductionCases() {}

  static List<CaseBuilder> all() {
    List<CaseBuilder> cases = new ArrayList<>();
    for (String op : List.of("ReduceSum", "ReduceMean", "ReduceSumSquare", "ReduceLogSumExp")) {
      cases.addAll(axes(op, -2, 2));
    }
    cases.addAll(axes("ReduceProd", 0.5, 2));
    cases.addAll(axes("ReduceL2", -2, 2));
    cases.addAll(axes("ReduceL1", -2, 2));
    cases.addAll(axes("ReduceLogSum", 0.5, 2));
    for (String op : List.of("ReduceMax", "ReduceMin")) {
      cases.addAll(extremum(op));
    }
    cases.addAll(products());
    cases.addAll(runningSums());
    for (String op : List.of("ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd")) {
      cases.add(onnx(op, "no axes at all, no reduction").set("noop_with_empty_axes", 1).in(2, 3));
      cases.add(
          onnx(op, "empty constant axes, no reduction, axes not kept")
              .set("noop_with_empty_axes", 1)
              .set("keepdims", 0)
              .in(2, 3)
              .longs());
    }
    return cases;
  }

  private static List<CaseBuilder> axes(String op, double low, double high) {
    return List.of(
        onnx(op, "one axis kept").between(low, high).in(2, 3, 4).longs(1),
        onnx(op, "two axes dropped").set("keepdims", 0).between(low, high).in(2, 3, 4).longs(0, 2),
        onnx(op, "negative axis").set("keepdims", 0).between(low, high).in(2, 3).longs(-1),
        onnx(op, "negative axes kept").between(low, high).in(2, 3, 4).longs(-1, -3),
        onnx(op, "all axes kept").between(low, high).in(2, 3),
        onnx(op, "all axes dropped")
            .set("keepdims", 0)
            .between(low, high)
            .in(2, 3)
            .needs(ShapeKnowledge.RANK),
        onnx(op, "axes fed").set("keepdims", 0).between(low, high).in(2, 3, 4).fedLongs(0, -1),
        onnx(op, "axes fed and kept").between(low, high).in(2, 3, 4).fedLongs(1),
        onnx(op, "axis of size 1").set("keepdims", 0).between(low, high).in(2, 1, 3).longs(1),
        onnx(op, "no elements").set("keepdims", 0).between(low, high).in(0, 3).longs(1));
  }

  private static List<CaseBuilder> extremum(String op) {
    return List.of(
        onnx(op, "one axis kept").distinct(2, 3, 4).longs(1),
        onnx(op, "two axes dropped").set("keepdims", 0).distinct(2, 3, 4).longs(0, 2),
        onnx(op, "negative axis").set("keepdims", 0).distinct(2, 3).longs(-1),
        onnx(op, "all axes kept").distinct(2, 3),
        onnx(op, "all axes dropped").set("keepdims", 0).distinct(2, 3).needs(ShapeKnowledge.RANK),
        onnx(op, "axes fed").set("keepdims", 0).distinct(2, 3, 4).fedLongs(0, -1),
        onnx(op, "no elements").set("keepdims", 0).distinct(0, 3).longs(1));
  }

  private static List<CaseBuilder> products() {
    return List.of(
        onnx("ReduceProd", "negative elements").in(2, 5).longs(1),
        onnx("ReduceProd", "none, one and two zeros in a row")
            .set("keepdims", 0)
            .in(new long[] {3, 3}, 2, -1.5, 3, 2, 0, 3, 0, 2, 0)
            .longs(1),
        onnx("ReduceProd", "a single zero").set("keepdims", 0).in(new long[] {1}, 0).longs(0));
  }

  private static List<CaseBuilder> runningSums() {
    return List.of(
        onnx("CumSum", "first axis").in(3, 4).longs(0),
        onnx("CumSum", "negative axis").in(3, 4).longs(-1),
        onnx("CumSum", "exclusive").set("exclusive", 1).in(3, 4).longs(1),
        onnx("CumSum", "reverse").set("reverse", 1).in(3, 4).longs(1),
        onnx("CumSum", "exclusive and reverse")
            .set("exclusive", 1)
            .set("reverse", 1)
            .in(3, 4)
            .longs(0),
        onnx("CumSum", "axis fed").in(3, 4).fedLongs(new long[] {}, 1),
        onnx("CumSum", "no elements").in(2, 0).longs(1));
  }
}

package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import java.util.List;

/** Operators that change the shape and keep or repeat the elements in order. */
final class ReshapingCases {
  private ReshapingCases() {}

  static List<CaseBuilder> all() {
    return List.of(
        onnx("Reshape", "constant shape").in(2, 6).longs(3, -1),
        onnx("Reshape", "shape fed").in(2, 6).fedLongs(3, 4),
        onnx("Reshape", "0 copies a size").in(2, 6).longs(0, 2, 3),
        onnx("Reshape", "to a scalar").in(1, 1).longs(),
        onnx("Reshape", "from a scalar").in().longs(1, 1),
        onnx("Reshape", "no elements").set("allowzero", 1).in(0, 3).longs(3, 0),
        onnx("Flatten", "second axis").in(2, 3, 4),
        onnx("Flatten", "axis 0").set("axis", 0).in(2, 3),
        onnx("Flatten", "negative axis").set("axis", -1).in(2, 3, 4),
        onnx("Flatten", "vector").in(5),
        onnx("Flatten", "no elements").in(0, 3, 2),
        onnx("Squeeze", "constant axes").in(1, 3, 1).longs(0, -1),
        onnx("Squeeze", "all axes of size 1").in(1, 3, 1),
        onnx("Squeeze", "axes fed").in(1, 3, 1).fedLongs(2),
        onnx("Squeeze", "to a scalar").in(1).longs(0),
        onnx("Squeeze", "no elements").in(1, 0).longs(0),
        onnx("Unsqueeze", "constant axes").in(3, 2).longs(0, 3),
        onnx("Unsqueeze", "negative axis").in(3, 2).longs(-1),
        onnx("Unsqueeze", "axes fed").in(3, 2).fedLongs(1),
        onnx("Unsqueeze", "scalar").in().longs(0),
        onnx("Unsqueeze", "no elements").in(0).longs(0),
        onnx("Expand", "last axis").in(3, 1).longs(3, 4),
        onnx("Expand", "new leading axes").in(3, 1).longs(2, 2, 1, 4),
        onnx("Expand", "shape smaller than the operand").in(2, 3).longs(1),
        onnx("Expand", "shape fed").in(3, 1).fedLongs(2, 3, 4),
        onnx("Expand", "scalar").in().longs(2, 3),
        onnx("Expand", "nothing repeated").in(2, 3).longs(2, 3),
        onnx("Expand", "repeated zero times").in(2, 1).longs(2, 0),
        onnx("Tile", "every axis").in(2, 3).longs(2, 3).needs(ShapeKnowledge.RANK),
        onnx("Tile", "once").in(2, 3).longs(1, 1).needs(ShapeKnowledge.RANK),
        onnx("Tile", "repeats fed").in(2, 1, 3).fedLongs(1, 4, 2).needs(ShapeKnowledge.RANK),
        onnx("Tile", "vector").in(3).longs(3).needs(ShapeKnowledge.RANK),
        onnx("Tile", "zero times").in(2, 3).longs(0, 2).needs(ShapeKnowledge.RANK),
        onnx("Tile", "no elements").in(0, 3).longs(2, 2).needs(ShapeKnowledge.RANK),
        onnx("Transpose", "no permutation given").in(2, 3, 4).needs(ShapeKnowledge.RANK),
        onnx("Transpose", "rotation").setInts("perm", 1, 2, 0).in(2, 3, 4),
        onnx("Transpose", "swap").setInts("perm", 0, 2, 1).in(2, 3, 4),
        onnx("Transpose", "four axes").setInts("perm", 2, 0, 3, 1).in(2, 1, 3, 2),
        onnx("Transpose", "no elements").setInts("perm", 1, 0).in(0, 3));
  }
}

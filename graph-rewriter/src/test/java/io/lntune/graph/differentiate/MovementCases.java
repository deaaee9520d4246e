package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.reference.Array;
import java.util.ArrayList;
import java.util.List;

/** Operators that cut, join, pad and permute. */
final class MovementCases {
  private MovementCases() {}

  static List<CaseBuilder> all() {
    List<CaseBuilder> cases = new ArrayList<>(joins());
    cases.addAll(slices());
    cases.addAll(steppedSlices());
    cases.addAll(pads());
    for (String mode : List.of("edge", "reflect", "wrap")) {
      cases.addAll(copyingPads(mode));
    }
    cases.add(
        onnx("Pad", "edge, cropped at one end")
            .set("mode", "edge")
            .in(5)
            .longs(-1, 2)
            .needs(ShapeKnowledge.RANK));
    cases.addAll(permutations());
    return cases;
  }

  private static List<CaseBuilder> joins() {
    ShapeKnowledge rank = ShapeKnowledge.RANK;
    return List.of(
        onnx("Concat", "two inputs").set("axis", 1).in(2, 3).in(2, 1).needs(rank),
        onnx("Concat", "negative axis, three inputs")
            .set("axis", -2)
            .in(1, 3)
            .in(2, 3)
            .in(3, 3)
            .needs(rank),
        onnx("Concat", "one value twice").set("axis", 0).in(2, 3).same(0).needs(rank),
        onnx("Concat", "one input").set("axis", 0).in(2, 3).needs(rank),
        onnx("Concat", "last of three wanted").set("axis", 0).in(2).in(1).in(3).of(2).needs(rank),
        onnx("Concat", "constant in between")
            .set("axis", 0)
            .in(2)
            .constant(Array.of(DataType.DOUBLE, new long[] {1}, 4))
            .in(3)
            .needs(rank),
        onnx("Concat", "one input without elements").set("axis", 0).in(2, 3).in(0, 3).needs(rank),
        onnx("Split", "given sizes")
            .set("axis", 1)
            .in(2, 6)
            .longs(1, 2, 3)
            .outputs(3)
            .seeded(0, 1, 2),
        onnx("Split", "equal parts").set("num_outputs", 2).in(4, 3).outputs(2).seeded(0, 1),
        onnx("Split", "last part smaller").set("num_outputs", 2).in(5).outputs(2).seeded(0, 1),
        onnx("Split", "one part used").set("axis", -1).in(2, 6).longs(1, 2, 3).outputs(3).seeded(1),
        onnx("Split", "sizes fed").in(5, 2).fedLongs(4, 1).outputs(2).seeded(0, 1),
        onnx("Split", "a part without elements").in(3, 2).longs(3, 0).outputs(2).seeded(0, 1));
  }

  private static List<CaseBuilder> slices() {
    ShapeKnowledge rank = ShapeKnowledge.RANK;
    long max = Long.MAX_VALUE;
    return List.of(
        onnx("Slice", "every axis").in(4, 5).longs(1, 0).longs(3, 5).needs(rank),
        onnx("Slice", "one axis").in(4, 5).longs(1).longs(3).longs(1).needs(rank),
        onnx("Slice", "negative axis and ends").in(4, 5).longs(-3).longs(-1).longs(-1).needs(rank),
        onnx("Slice", "beyond both ends").in(4).longs(-9).longs(max).longs(0).needs(rank),
        onnx("Slice", "steps of 1 given")
            .in(4, 5)
            .longs(1, 2)
            .longs(4, max)
            .longs(1, 0)
            .longs(1, 1)
            .needs(rank),
        onnx("Slice", "starts and ends fed")
            .in(4, 5)
            .fedLongs(1, -2)
            .fedLongs(3, max)
            .longs(0, 1)
            .needs(rank),
        onnx("Slice", "int32 indices")
            .in(4, 5)
            .constant(Array.of(DataType.INT32, new long[] {1}, 1))
            .constant(Array.of(DataType.INT32, new long[] {1}, 3))
            .constant(Array.of(DataType.INT32, new long[] {1}, 1))
            .needs(rank),
        onnx("Slice", "nothing taken").in(4, 5).longs(2).longs(2).longs(0).needs(rank),
        onnx("Slice", "nothing taken, start behind the end")
            .in(4)
            .longs(3)
            .longs(1)
            .longs(0)
            .needs(rank),
        onnx("Slice", "start beyond the axis").in(4).longs(9).longs(12).longs(0).needs(rank),
        onnx("Slice", "no elements").in(0, 3).longs(0).longs(2).longs(1).needs(rank));
  }

  private static List<CaseBuilder> steppedSlices() {
    ShapeKnowledge rank = ShapeKnowledge.RANK;
    long max = Long.MAX_VALUE;
    long min = -Long.MAX_VALUE;
    return List.of(
        onnx("Slice", "every second").in(5, 3).longs(0).longs(max).longs(0).longs(2).needs(rank),
        onnx("Slice", "reversed").in(4, 3).longs(-1).longs(min).longs(1).longs(-1).needs(rank),
        onnx("Slice", "steps on two axes")
            .in(5, 6, 2)
            .longs(1, 5)
            .longs(5, 0)
            .longs(0, 1)
            .longs(3, -2)
            .needs(rank),
        onnx("Slice", "step 1 beside step 2")
            .in(5, 6)
            .longs(1, 0)
            .longs(4, 6)
            .longs(0, -1)
            .longs(1, 2)
            .needs(rank),
        onnx("Slice", "vector").in(7).longs(1).longs(7).longs(0).longs(3).needs(rank),
        onnx("Slice", "steps fed").in(5, 3).longs(4).longs(0).longs(0).fedLongs(-2).needs(rank),
        onnx("Slice", "int32 steps")
            .in(5, 3)
            .constant(Array.of(DataType.INT32, new long[] {1}, 0))
            .constant(Array.of(DataType.INT32, new long[] {1}, 5))
            .constant(Array.of(DataType.INT32, new long[] {1}, 0))
            .constant(Array.of(DataType.INT32, new long[] {1}, 2))
            .needs(rank),
        onnx("Slice", "nothing taken by steps")
            .in(4, 2)
            .longs(2)
            .longs(2)
            .longs(0)
            .longs(2)
            .needs(rank));
  }

  private static List<CaseBuilder> pads() {
    return List.of(
        onnx("Pad", "zeros around").in(2, 3).longs(1, 0, 2, 1),
        onnx("Pad", "a number around").in(2, 3).longs(1, 2, 0, 1).number(1.5),
        onnx("Pad", "a fed number around").in(2, 3).longs(1, 2, 0, 1).in(),
        onnx("Pad", "a fed number on one side, cropped on the other")
            .in(2, 3)
            .longs(1, -1, 0, 1)
            .in(),
        onnx("Pad", "negative pads crop").in(4, 5).longs(-1, 1, 0, -2),
        onnx("Pad", "some axes")
            .in(2, 3, 2)
            .longs(1, 2, 0, 1)
            .gap()
            .longs(2, -2)
            .needs(ShapeKnowledge.RANK),
        onnx("Pad", "some axes, pads fed")
            .in(2, 3, 2)
            .fedLongs(1, 2, 0, 1)
            .gap()
            .longs(2, -2)
            .needs(ShapeKnowledge.RANK),
        onnx("Pad", "axes fed").in(2, 3, 2).fedLongs(1, 2, 0, 1).gap().fedLongs(2, -2),
        onnx("Pad", "pads fed").in(2, 3).fedLongs(1, 0, 2, 1),
        onnx("Pad", "mode given").set("mode", "constant").in(3).longs(2, 1),
        onnx("Pad", "no elements").in(0, 2).longs(1, 0, 0, 1));
  }

  private static List<CaseBuilder> copyingPads(String mode) {
    ShapeKnowledge rank = ShapeKnowledge.RANK;
    return List.of(
        onnx("Pad", mode).set("mode", mode).in(4, 3).longs(2, 1, 1, 2).needs(rank),
        onnx("Pad", mode + ", some axes")
            .set("mode", mode)
            .in(1, 2, 4, 3)
            .longs(1, 2, 3, 1)
            .gap()
            .longs(2, -1)
            .needs(rank),
        onnx("Pad", mode + ", pads fed")
            .set("mode", mode)
            .in(4, 3)
            .fedLongs(0, 1, 3, 1)
            .needs(rank));
  }

  private static List<CaseBuilder> permutations() {
    return List.of(
        onnx("Trilu", "upper").in(3, 4),
        onnx("Trilu", "lower").set("upper", 0).in(2, 3, 3),
        onnx("Trilu", "diagonal above").in(3, 4).fedLongs(new long[] {}, 1),
        onnx("Trilu", "diagonal below").set("upper", 0).in(4, 3).fedLongs(new long[] {}, -1),
        onnx("DepthToSpace", "depth first").set("blocksize", 2).in(2, 8, 2, 3),
        onnx("DepthToSpace", "column first").set("blocksize", 2).set("mode", "CRD").in(2, 8, 2, 3),
        onnx("DepthToSpace", "column first, block of 3")
            .set("blocksize", 3)
            .set("mode", "CRD")
            .in(1, 9, 1, 2),
        onnx("SpaceToDepth", "block of 2").set("blocksize", 2).in(2, 2, 4, 6),
        onnx("SpaceToDepth", "block of 3").set("blocksize", 3).in(1, 1, 3, 6),
        onnx("ReverseSequence", "time first").in(4, 3, 2).fedLongs(4, 1, 3),
        onnx("ReverseSequence", "batch first")
            .set("batch_axis", 0)
            .set("time_axis", 1)
            .in(3, 4)
            .fedLongs(2, 4, 1));
  }
}

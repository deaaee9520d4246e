package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.reference.Array;
import java.util.ArrayList;
import java.util.List;

/** Operators that read or write at indices. */
final class IndexingCases {
  private IndexingCases() {}

  static List<CaseBuilder> all() {
    List<CaseBuilder> cases = new ArrayList<>(gathers());
    cases.addAll(tuples());
    cases.addAll(scatters());
    cases.addAll(largest());
    cases.add(
        reducing("ScatterElements", "mul", "mul, zeros among the updates")
            .in(new long[] {3}, 2, 3, 0)
            .fedLongs(0, 0, 1, 1, 2)
            .in(new long[] {5}, 0, 2, 0, 0, 5));
    for (String reduction : List.of("mul", "max", "min")) {
      cases.addAll(combinations(reduction));
    }
    return cases;
  }

  private static List<CaseBuilder> gathers() {
    ShapeKnowledge rank = ShapeKnowledge.RANK;
    Array small = Array.of(DataType.INT32, new long[] {3}, 2, 0, 2);
    return List.of(
        onnx("Gather", "rows, one of them twice").in(4, 3).fedLongs(1, 3, 1).needs(rank),
        onnx("Gather", "matrix of indices")
            .in(4, 3)
            .fedLongs(new long[] {2, 2}, 0, 3, -1, 0)
            .needs(rank),
        onnx("Gather", "scalar index").in(4, 3).fedLongs(new long[] {}, 2).needs(rank),
        onnx("Gather", "scalar constant of a vector")
            .in(4)
            .constant(Array.longs(new long[] {}, -1))
            .needs(rank),
        onnx("Gather", "middle axis").set("axis", 1).in(2, 4, 3).fedLongs(3, 3, 0, -4).needs(rank),
        onnx("Gather", "last axis, matrix of indices")
            .set("axis", -1)
            .in(2, 3)
            .fedLongs(new long[] {2, 2}, 0, 2, 2, 1)
            .needs(rank),
        onnx("Gather", "scalar index on the last axis")
            .set("axis", 1)
            .in(2, 3)
            .fedLongs(new long[] {}, 1)
            .needs(rank),
        onnx("Gather", "int32 indices").in(4, 3).constant(small).needs(rank),
        onnx("Gather", "no index").in(4, 3).fedLongs().needs(rank),
        onnx("GatherElements", "first axis").in(3, 2).fedLongs(new long[] {2, 2}, 0, 2, 0, -1),
        onnx("GatherElements", "negative axis")
            .set("axis", -1)
            .in(2, 3)
            .fedLongs(new long[] {2, 4}, 0, 0, 2, 1, 2, 2, 2, -3),
        onnx("GatherElements", "fewer rows than the operand")
            .set("axis", 1)
            .in(3, 4)
            .fedLongs(new long[] {2, 1}, 3, 1));
  }

  private static List<CaseBuilder> tuples() {
    return List.of(
        onnx("GatherND", "elements").in(3, 4).fedLongs(new long[] {3, 2}, 0, 1, 2, 3, 0, 1),
        onnx("GatherND", "rows").in(3, 4).fedLongs(new long[] {2, 1}, 2, -3),
        onnx("GatherND", "matrix of tuples")
            .in(2, 3, 2)
            .fedLongs(new long[] {2, 2, 2}, 0, 1, 1, 2, 0, 1, 1, 0),
        onnx("GatherND", "one tuple").in(3, 4).fedLongs(1, 2),
        onnx("GatherND", "one batch axis")
            .set("batch_dims", 1)
            .in(2, 3, 4)
            .fedLongs(new long[] {2, 1}, 2, 0)
            .needs(ShapeKnowledge.RANK),
        onnx("GatherND", "one batch axis, several tuples")
            .set("batch_dims", 1)
            .in(2, 3, 2)
            .fedLongs(new long[] {2, 2, 2}, 2, 1, 2, 1, 0, 0, 1, 1)
            .needs(ShapeKnowledge.RANK),
        onnx("GatherND", "two batch axes")
            .set("batch_dims", 2)
            .in(2, 2, 3)
            .fedLongs(new long[] {2, 2, 1}, 2, 0, 1, 1)
            .needs(ShapeKnowledge.RANK));
  }

  private static List<CaseBuilder> scatters() {
    return List.of(
        onnx("ScatterElements", "written")
            .in(3, 3)
            .fedLongs(new long[] {2, 3}, 1, 0, 2, 0, 2, 1)
            .in(2, 3),
        onnx("ScatterElements", "written, negative axis")
            .set("axis", -1)
            .in(2, 4)
            .fedLongs(new long[] {2, 2}, 3, 0, -1, 1)
            .in(2, 2),
        reducing("ScatterElements", "add", "added, one place twice")
            .set("axis", 1)
            .in(2, 3)
            .fedLongs(new long[] {2, 2}, 1, 1, 0, 2)
            .in(2, 2),
        onnx("ScatterElements", "only the updates wanted").in(3).fedLongs(2, 0).in(2).of(2),
        onnx("ScatterElements", "only the operand wanted").in(3).fedLongs(2, 0).in(2).of(0),
        onnx("ScatterND", "rows written").in(4, 2).fedLongs(new long[] {2, 1}, 3, 0).in(2, 2),
        onnx("ScatterND", "elements written")
            .in(3, 3)
            .fedLongs(new long[] {2, 2}, 0, 2, -1, 1)
            .in(2),
        reducing("ScatterND", "add", "elements added, one place twice")
            .in(3, 3)
            .fedLongs(new long[] {3, 2}, 0, 2, 2, 1, 0, 2)
            .in(3),
        onnx("ScatterND", "only the updates wanted")
            .in(4, 2)
            .fedLongs(new long[] {2, 1}, 3, 0)
            .in(2, 2)
            .of(2));
  }

  private static List<CaseBuilder> largest() {
    return List.of(
        onnx("TopK", "largest").distinct(3, 5).longs(2).outputs(2),
        onnx("TopK", "smallest of the first axis")
            .set("axis", 0)
            .set("largest", 0)
            .distinct(4, 3)
            .longs(3)
            .outputs(2),
        onnx("TopK", "negative axis, k fed")
            .set("axis", -2)
            .distinct(2, 4, 2)
            .fedLongs(1)
            .outputs(2),
        onnx("TopK", "indices not asked for").distinct(6).longs(2),
        onnx("TopK", "all").distinct(2, 3).longs(3).outputs(2));
  }

  private static List<CaseBuilder> combinations(String reduction) {
    return List.of(
        reducing("ScatterElements", reduction, reduction)
            .in(3, 3)
            .fedLongs(new long[] {2, 3}, 1, 0, 2, 0, 2, 1)
            .in(2, 3),
        reducing("ScatterElements", reduction, reduction + ", one place twice")
            .set("axis", -1)
            .in(2, 3)
            .fedLongs(new long[] {2, 3}, 1, 1, -2, 0, 2, 0)
            .in(2, 3),
        reducing("ScatterND", reduction, reduction + " of rows")
            .in(4, 2)
            .fedLongs(new long[] {2, 1}, 3, 0)
            .in(2, 2),
        reducing("ScatterND", reduction, reduction + " of elements, one place twice")
            .in(3, 3)
            .fedLongs(new long[] {3, 2}, 0, 2, 2, 1, 0, 2)
            .in(3));
  }

  /** A scatter that combines updates with old elements. */
  private static CaseBuilder reducing(String op, String reduction, String description) {
    CaseBuilder subject = onnx(op, description).set("reduction", reduction);
    boolean isExtremum = reduction.equals("max") || reduction.equals("min");
    return op.equals("ScatterElements") && isExtremum
        ? subject
        : subject.notInHalfPrecision("no kernel combines float16 in this way");
  }
}

package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.microsoft;
import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import java.util.ArrayList;
import java.util.List;

/** Determinants and inverses of square matrices. */
final class MatrixCases {
  private MatrixCases() {}

  static List<CaseBuilder> all() {
    List<CaseBuilder> cases = new ArrayList<>();
    cases.add(onnx("Det", "one number").in(1, 1));
    cases.add(onnx("Det", "2 by 2").in(2, 2));
    cases.add(onnx("Det", "batches of 3 by 3").in(2, 2, 3, 3));
    cases.add(onnx("Det", "5 by 5").in(1, 5, 5));
    cases.add(onnx("Det", "singular").in(new long[] {3, 3}, 1, 2, 3, 2, 4, 6, 1, 0, 1));
    cases.forEach(one -> one.needs(ShapeKnowledge.STATIC));
    double[] regular = {2, 1, 0, -1, 3, 1, 0.5, 0, 1.5};
    cases.add(
        microsoft("Inverse", "3 by 3").in(new long[] {3, 3}, regular).needs(ShapeKnowledge.RANK));
    cases.add(
        microsoft("Inverse", "a batch")
            .in(new long[] {2, 2, 2}, 2, 1, -1, 1.5, 1, 2, -2, 0.5)
            .needs(ShapeKnowledge.RANK));
    return cases;
  }
}

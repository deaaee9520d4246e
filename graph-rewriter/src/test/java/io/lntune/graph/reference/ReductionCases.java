package io.lntune.graph.reference;

import static io.lntune.graph.reference.SingleNode.microsoft;
import static io.lntune.graph.reference.SingleNode.onnx;

import io.lntune.graph.ir.DataType;
import java.util.ArrayList;
import java.util.List;

/** Cases of reductions, orderings, matrix products and losses. */
final class ReductionCases {
  private static final List<String> REDUCTIONS =
      List.of(
          "ReduceSum",
          "ReduceMean",
          "ReduceMax",
          "ReduceMin",
          "ReduceProd",
          "ReduceL1",
          "ReduceL2",
          "ReduceSumSquare",
          "ReduceLogSum",
          "ReduceLogSumExp");

  private ReductionCases() {}

  static List<SingleNode> all() {
    List<SingleNode> cases = new ArrayList<>();
    for (String type : REDUCTIONS) {
      cases.add(onnx(type).between(0.5, 2).in(2, 3, 4).longs(-1));
      cases.add(onnx(type).between(0.5, 2).in(2, 3, 4).longs(2, 0).set("keepdims", 0));
      cases.add(onnx(type).between(0.5, 2).in(2, 3, 4));
      cases.add(
          onnx(type).opset(11).between(0.5, 2).in(2, 3, 4).setInts("axes", 1).set("keepdims", 0));
    }
    cases.add(onnx("ReduceSum").in(2, 3).set("noop_with_empty_axes", 1));
    for (String type : List.of("ArgMax", "ArgMin")) {
      cases.add(onnx(type).in(2, 5, 3).set("axis", 1));
      cases.add(onnx(type).in(2, 5).set("axis", -1).set("keepdims", 0));
      cases.add(onnx(type).floats(1, 3, 3, 1).set("select_last_index", 1));
      cases.add(onnx(type).floats(1, 3, 3, 1));
    }
    cases.add(onnx("TopK").outputs(2).in(3, 6).longs(3));
    cases.add(onnx("TopK").outputs(2).in(6, 3).longs(2).set("axis", 0).set("largest", 0));
    cases.add(onnx("TopK").outputs(2).floats(1, 2, 2, 1).longs(2));
    cases.add(onnx("CumSum").in(3, 4).longs(1));
    cases.add(onnx("CumSum").in(3, 4).longs(0).set("exclusive", 1));
    cases.add(onnx("CumSum").in(3, 4).longs(-1).set("exclusive", 1).set("reverse", 1));
    cases.add(onnx("Hardmax").in(3, 4).set("axis", 0));
    cases.add(onnx("Softmax").in(3, 4));
    cases.add(onnx("Softmax").in(3, 4, 2).set("axis", 1));
    cases.add(onnx("LogSoftmax").in(3, 4, 2).set("axis", 0));
    products(cases);
    losses(cases);
    return cases;
  }

  private static void products(List<SingleNode> cases) {
    cases.add(onnx("MatMul").in(3, 4).in(4, 5));
    cases.add(onnx("MatMul").in(2, 1, 3, 4).in(6, 4, 5));
    cases.add(onnx("MatMul").in(4).in(2, 4, 5));
    cases.add(onnx("MatMul").in(2, 3, 4).in(4));
    cases.add(onnx("MatMul").in(4).in(4));
    cases.add(onnx("Gemm").in(3, 4).in(4, 5).in(5));
    cases.add(onnx("Gemm").in(3, 4).in(4, 5));
    cases.add(
        onnx("Gemm")
            .in(4, 3)
            .in(5, 4)
            .in(3, 1)
            .set("transA", 1)
            .set("transB", 1)
            .set("alpha", 0.5)
            .set("beta", 2.0));
    cases.add(microsoft("FusedMatMul").in(2, 4, 3).in(2, 4, 5).set("transA", 1).set("alpha", 0.5));
    cases.add(microsoft("TransposeMatMul").in(2, 3, 4).in(2, 5, 4).set("transB", 1));
    cases.add(microsoft("FusedMatMul").in(2, 3, 4).in(5, 4).set("transB", 1));
    cases.add(microsoft("FusedMatMul").in(3, 2, 4).in(2, 4, 5).set("transBatchA", 1));
    cases.add(
        microsoft("FusedMatMul").in(4, 2, 3).in(2, 4, 5).set("transBatchA", 1).set("transA", 1));
    cases.add(
        microsoft("FusedMatMul").in(2, 3, 4).in(5, 2, 4).set("transBatchB", 1).set("transB", 1));
    cases.add(
        onnx("MatMulInteger").between(0, 250).in(DataType.UINT8, 2, 3).in(DataType.UINT8, 3, 4));
    cases.add(
        onnx("MatMulInteger")
            .between(0, 250)
            .in(DataType.UINT8, 2, 3)
            .in(DataType.UINT8, 3, 4)
            .in(Array.scalar(DataType.UINT8, 7))
            .in(DataType.UINT8, 4));
    for (String equation : List.of("ij,jk->ik", "ij,jk", "ij,kj->ki", "ij,jk->")) {
      cases.add(onnx("Einsum").set("equation", equation).in(3, 3).in(3, 3));
    }
    cases.add(onnx("Einsum").set("equation", "ii->i").in(3, 3));
    cases.add(
        onnx("Einsum").set("equation", "...ij, ...jk -> ...ik").in(1, 2, 3, 4).in(5, 2, 4, 3));
    cases.add(onnx("Einsum").set("equation", "bhid,bhjd->bhij").in(2, 2, 3, 4).in(2, 2, 5, 4));
  }

  private static void losses(List<SingleNode> cases) {
    for (String reduction : List.of("none", "sum", "mean")) {
      cases.add(
          onnx("SoftmaxCrossEntropyLoss")
              .set("reduction", reduction)
              .outputs(2)
              .in(3, 5)
              .longs(0, 4, 2));
      cases.add(
          onnx("NegativeLogLikelihoodLoss")
              .set("reduction", reduction)
              .set("ignore_index", 1)
              .in(2, 3, 4)
              .in(Array.longs(new long[] {2, 4}, 0, 1, 2, 0, 1, 1, 2, 2))
              .between(0.5, 2)
              .in(3));
    }
    cases.add(
        onnx("SoftmaxCrossEntropyLoss")
            .set("ignore_index", -1)
            .outputs(2)
            .in(4, 5)
            .longs(0, -1, 2, 4)
            .between(0.5, 2)
            .in(5));
  }
}

package io.lntune.graph.batch;

import io.lntune.graph.ir.OpId;
import io.lntune.graph.rewrite.OperatorTraits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operators that are known to keep examples apart, and how. */
final class AxisRules {
  private static final List<String> REDUCTIONS =
      List.of(
          "ReduceL1",
          "ReduceL2",
          "ReduceLogSum",
          "ReduceLogSumExp",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceProd",
          "ReduceSum",
          "ReduceSumSquare");
  private static final List<String> PER_SAMPLE =
      List.of(
          "AveragePool",
          "BatchNormalization",
          "Conv",
          "ConvTranspose",
          "DepthToSpace",
          "GlobalAveragePool",
          "GlobalLpPool",
          "GlobalMaxPool",
          "GroupNormalization",
          "InstanceNormalization",
          "LRN",
          "LpPool",
          "MaxPool",
          "SpaceToDepth");
  private static final Map<OpId, AxisRule> RULES = rules();

  private AxisRules() {}

  static @Nullable AxisRule find(OpId op) {
    return RULES.get(op);
  }

  private static Map<OpId, AxisRule> rules() {
    Map<OpId, AxisRule> rules = new HashMap<>();
    OperatorTraits.ELEMENTWISE.forEach(op -> rules.put(op, Broadcasting::elementwise));
    REDUCTIONS.forEach(type -> rules.put(OpId.onnx(type), AlongAxis::reduction));
    PER_SAMPLE.forEach(type -> rules.put(OpId.onnx(type), ProductRules::perSample));
    rules.put(OpId.onnx("Resize"), ProductRules::resize);
    rules.put(OpId.onnx("MatMul"), ProductRules::matMul);
    rules.put(OpId.microsoft("FusedMatMul"), ProductRules::matMul);
    rules.put(OpId.onnx("MatMulInteger"), ProductRules::integerMatMul);
    rules.put(OpId.microsoft("DynamicQuantizeMatMul"), ProductRules::stored);
    rules.put(OpId.microsoft("MatMulNBits"), ProductRules::stored);
    rules.put(OpId.microsoft("MatMulBnb4"), ProductRules::stored);
    rules.put(OpId.onnx("Gemm"), ProductRules::gemm);
    for (String type : List.of("Softmax", "LogSoftmax", "Hardmax", "LpNormalization", "TopK")) {
      rules.put(OpId.onnx(type), AlongAxis.attribute(-1));
    }
    rules.put(OpId.onnx("ArgMax"), AlongAxis::extremum);
    rules.put(OpId.onnx("ArgMin"), AlongAxis::extremum);
    rules.put(OpId.onnx("CumSum"), AlongAxis::cumulativeSum);
    rules.put(OpId.onnx("Trilu"), AlongAxis::triangle);
    rules.put(OpId.onnx("LayerNormalization"), AlongAxis::normalization);
    rules.put(OpId.onnx("RMSNormalization"), AlongAxis::normalization);
    rules.put(OpId.onnx("SimplifiedLayerNormalization"), AlongAxis::normalization);
    rules.put(OpId.onnx("QuantizeLinear"), AlongAxis::quantizer);
    rules.put(OpId.onnx("DequantizeLinear"), AlongAxis::quantizer);
    rules.put(OpId.onnx("Split"), AlongAxis.attribute(0));
    rules.put(OpId.onnx("Concat"), AlongAxis::concat);
    rules.put(OpId.onnx("OneHot"), AlongAxis::oneHot);
    rules.put(OpId.onnx("Transpose"), AlongAxis::transpose);
    rules.put(OpId.onnx("Pad"), AlongAxis::pad);
    rules.put(OpId.onnx("GatherElements"), SelectionRules::gatherElements);
    rules.put(OpId.onnx("GatherND"), SelectionRules::gatherTuples);
    rules.put(OpId.onnx("Slice"), SelectionRules::slice);
    return Map.copyOf(rules);
  }
}

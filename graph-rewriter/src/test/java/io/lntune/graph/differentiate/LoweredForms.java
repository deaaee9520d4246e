package io.lntune.graph.differentiate;

import static java.util.Map.entry;

import java.util.Map;

/** What the lowering rules make of their operators, in words for the operator table. */
final class LoweredForms {
  private static final Map<String, String> BY_RULE =
      Map.ofEntries(
          entry("LowerSkipNormalization", "`Add`, then `LayerNormalization` or the RMS norm"),
          entry("LowerRmsNormalization", "`SimplifiedLayerNormalization` of ai.onnx, `Mul`"),
          entry("LowerEmbedLayerNormalization", "`Gather`, `Add`, `LayerNormalization`"),
          entry("LowerGelu", "`Add`, `Gelu`"),
          entry("LowerSwish", "`Sigmoid`, `Mul`"),
          entry("LowerBiasSplitGelu", "`Add`, `Split`, `Gelu`, `Mul`"),
          entry("LowerPackedAttention", "`MatMul`, `Softmax` (no past)"),
          entry("LowerMultiHeadAttention", "`MatMul`, `Softmax` (no past)"),
          entry("LowerGroupQueryAttention", "`MatMul`, `Softmax` (whole prompt)"),
          entry("LowerAttention", "`MatMul`, `Softmax`, `Concat`"),
          entry("LowerRotaryEmbedding", "`Split`, `Mul`, `Add`, `Concat`"),
          entry("LowerFusedMatMul", "`Transpose`, `MatMul`, `Mul`"),
          entry("LowerFusedGemm", "`Gemm` and its activation"),
          entry("LowerFusedConv", "`Conv`, `Add` and its activation"),
          entry("LowerVectorMatMul", "`MatMul` of matrices where an operand is a vector"),
          entry("LowerEinsum", "`Transpose`, `Reshape`, `MatMul`, `ReduceSum`"),
          entry("LowerMomentNormalization", "`ReduceMean`, `Sub`, `Mul`, `Div`"),
          entry("LowerBatchNormalization", "`Sub`, `Mul`, `Add` with the running statistics"),
          entry("LowerVectorNormalization", "`ReduceSum` or `ReduceMean`, `Sqrt`, `Div`"),
          entry("LowerReduction", "`ReduceSum` of an element-wise function"),
          entry("LowerVariadic", "`Add`, `Div`"),
          entry("LowerSoftsign", "`Abs`, `Add`, `Div`"),
          entry("LowerTrilu", "`Where` with a mask"),
          entry("LowerSpaceDepth", "`Reshape`, `Transpose`"),
          entry("LowerScan", "`Loop` that slices the sequences"),
          entry("LowerLstm", "`MatMul`, `Loop` over the steps"),
          entry("LowerGru", "`MatMul`, `Loop` over the steps"),
          entry("LowerRnn", "`MatMul`, `Loop` over the steps"),
          entry("LowerGridSample", "`GatherElements` of the neighbours, `Mul`, `Add`"),
          entry("LowerAffineGrid", "`MatMul` with the regular points"),
          entry("LowerCol2Im", "`ScatterElements` with addition"),
          entry("LowerMaxUnpool", "`ScatterElements`"),
          entry("LowerCompress", "`Gather` at the `NonZero` positions"),
          entry(
              "LowerSequenceAt",
              "`Slice` or `Gather` of the tensor that the sequence was split from"),
          entry("LowerConcatFromSequence", "`Concat` of the listed tensors"),
          entry("LowerDft", "`MatMul` with cosines and sines"),
          entry("LowerStft", "`Gather` of the frames, `MatMul` with cosines and sines"),
          entry("LowerCenterCropPad", "`Slice`, `Pad`"),
          entry("LowerTensorScatter", "`ScatterElements`"),
          entry("LowerImageGroupNorm", "`ReduceMean`, `Sub`, `Mul`, `Div`"),
          entry("LowerQuantizedProduct", "`DequantizeLinear`, the real product, `QuantizeLinear`"),
          entry(
              "LowerQuantizedElementwise",
              "`DequantizeLinear`, the real operator, `QuantizeLinear`"),
          entry("LowerQuantizedAttention", "`DequantizeLinear`, `MatMul`, `Softmax`"),
          entry("LowerQuantizedEmbedding", "`Gather`, `DequantizeLinear`, `LayerNormalization`"),
          entry("LowerDynamicQuantizedMatMul", "`MatMulInteger`, `Cast`, `Mul`, `Add`"),
          entry(
              "LowerIntegerProduct",
              "`DequantizeLinear`, `MatMul` or `Conv` where an integer product is cast"),
          entry("LowerContribQuantizer", "the standard operator of the same name"),
          entry("LowerContribTwin", "the standard operator of the same meaning"),
          entry("LowerCdist", "`Sub`, then `ReduceSumSquare` or `ReduceL2`"),
          entry("LowerChannelsLast", "`Transpose`, the standard operator, `Transpose`"),
          entry("LowerLabelLoss", "`LogSoftmax`, `GatherElements`, `ReduceSum` or `ReduceMean`"),
          entry("LowerPadAxes", "`Pad` of every axis where some are given"),
          entry("LowerBlockedConv", "`Conv` in the plain layout"),
          entry("LowerBlockedLayout", "the plain layout"));

  private LoweredForms() {}

  /** The words for a rule; a rule without words is an error. */
  static String of(String rule) {
    String words = BY_RULE.get(rule);
    if (words == null) {
      throw new AssertionError("write down what " + rule + " makes of its operators");
    }
    return words;
  }
}

package io.lntune.graph.reference;

import static io.lntune.graph.reference.SingleNode.microsoft;
import static io.lntune.graph.reference.SingleNode.onnx;

import io.lntune.graph.ir.DataType;
import java.util.ArrayList;
import java.util.List;

/** Cases of normalisation and quantization. */
final class NormalizationCases {
  private NormalizationCases() {}

  static List<SingleNode> all() {
    List<SingleNode> cases = new ArrayList<>();
    layers(cases);
    channels(cases);
    quantization(cases);
    return cases;
  }

  private static void layers(List<SingleNode> cases) {
    cases.add(onnx("LayerNormalization").outputs(3).in(2, 3, 8).in(8).in(8));
    cases.add(onnx("LayerNormalization").outputs(3).in(2, 3, 8).in(8).set("epsilon", 0.1));
    cases.add(onnx("LayerNormalization").outputs(3).in(2, 3, 4).in(3, 4).in(3, 4).set("axis", 1));
    cases.add(onnx("SimplifiedLayerNormalization").outputs(2).in(2, 3, 8).in(8));
    cases.add(onnx("RMSNormalization").opset(23).in(2, 3, 8).in(8));
    cases.add(onnx("RMSNormalization").opset(23).in(2, 3, 4).in(3, 4).set("axis", 1));
    cases.add(microsoft("SkipLayerNormalization").in(2, 3, 8).in(2, 3, 8).in(8).in(8).in(8));
    cases.add(microsoft("SkipLayerNormalization").in(2, 3, 8).in(2, 3, 8).in(8));
    cases.add(
        microsoft("SkipLayerNormalization").in(2, 3, 8).in(3, 8).in(8).in(8).set("epsilon", 0.1));
    cases.add(microsoft("SkipSimplifiedLayerNormalization").in(2, 3, 8).in(2, 3, 8).in(8).in(8));
  }

  private static void channels(List<SingleNode> cases) {
    SingleNode batch = onnx("BatchNormalization").in(2, 3, 4, 5).in(3).in(3).in(3);
    cases.add(batch.between(0.5, 2).in(3));
    SingleNode training = onnx("BatchNormalization").in(2, 3, 4).in(3).in(3).in(3);
    cases.add(training.between(0.5, 2).in(3).set("training_mode", 1).outputs(3));
    cases.add(onnx("InstanceNormalization").in(2, 3, 4, 5).in(3).in(3).set("epsilon", 0.01));
    cases.add(onnx("GroupNormalization").in(2, 6, 4, 5).in(6).in(6).set("num_groups", 3));
    cases.add(onnx("GroupNormalization").opset(18).in(2, 6, 4).in(3).in(3).set("num_groups", 3));
    cases.add(
        onnx("LRN")
            .in(2, 6, 4, 5)
            .set("size", 3)
            .set("alpha", 0.5)
            .set("beta", 0.6)
            .set("bias", 2.0));
    cases.add(onnx("LpNormalization").in(3, 4));
    cases.add(onnx("LpNormalization").in(3, 4).set("axis", 0).set("p", 1));
    cases.add(onnx("MeanVarianceNormalization").in(2, 3, 4, 5));
    cases.add(onnx("MeanVarianceNormalization").in(2, 3, 4, 5).setInts("axes", 2, 3));
  }

  private static void quantization(List<SingleNode> cases) {
    Array zero = Array.scalar(DataType.UINT8, 128);
    Array zeros = Array.of(DataType.INT8, new long[] {3}, 0, -5, 100);
    cases.add(onnx("QuantizeLinear").in(3, 4).scalar(0.02).in(zero));
    cases.add(onnx("QuantizeLinear").in(3, 4).scalar(0.02));
    cases.add(onnx("QuantizeLinear").in(3, 4).floats(0.02, 0.5, 0.1).in(zeros).set("axis", 0));
    cases.add(
        onnx("DequantizeLinear").between(0, 255).in(DataType.UINT8, 3, 4).scalar(0.02).in(zero));
    cases.add(
        onnx("DequantizeLinear")
            .between(-128, 127)
            .in(DataType.INT8, 2, 3, 2)
            .floats(0.02, 0.5, 0.1)
            .in(zeros));
    cases.add(microsoft("QuantizeLinear").in(3, 4).scalar(0.02).in(zero));
    cases.add(
        microsoft("DequantizeLinear")
            .between(0, 255)
            .in(DataType.UINT8, 3, 4)
            .scalar(0.02)
            .in(zero));
    for (int bits : new int[] {4, 8}) {
      cases.add(nBits(bits));
      cases.add(nBits(bits).in(DataType.UINT8, 10L * bits / 8).gap().between(-1, 1).in(5));
    }
    for (int type : new int[] {0, 1}) {
      cases.add(codebook(type));
    }
    cases.add(onnx("DynamicQuantizeLinear").outputs(3).in(3, 4));
    cases.add(onnx("DynamicQuantizeLinear").outputs(3).between(1, 3).in(3, 4));
  }

  /**
   * A [3, 24] times W [5, 24], whose 120 elements fill seven blocks of 16 and half of an eighth.
   */
  private static SingleNode codebook(int type) {
    return microsoft("MatMulBnb4")
        .set("K", 24)
        .set("N", 5)
        .set("quant_type", type)
        .set("block_size", 16)
        .in(3, 24)
        .between(0, 255)
        .in(DataType.UINT8, 60)
        .between(0.1, 0.5)
        .in(8);
  }

  /** A [3, 24] times W [5, 24] in two blocks of 16, the second one half empty. */
  private static SingleNode nBits(int bits) {
    return microsoft("MatMulNBits")
        .set("K", 24)
        .set("N", 5)
        .set("bits", bits)
        .set("block_size", 16)
        .in(3, 24)
        .between(0, 255)
        .in(DataType.UINT8, 5, 2, 2L * bits)
        .between(0.005, 0.01)
        .in(10)
        .between(0, 255);
  }
}

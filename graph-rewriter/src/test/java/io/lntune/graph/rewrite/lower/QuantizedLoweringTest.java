package io.lntune.graph.rewrite.lower;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class QuantizedLoweringTest {
  /**
   * Weights stay within 7 bits: processors without VNNI add pairs of products in 16 bits and would
   * limit larger ones.
   */
  private static double[] bytes(int count, int low, int high) {
    return new Random(count).ints(count, low, high).asDoubleStream().toArray();
  }

  private static LoweringCheck quantized(LoweringCheck check, String name, String spec, int count) {
    return check
        .values(name, spec, DataType.UINT8, bytes(count, 0, 256))
        .constant(name + "_scale", "", DataType.FLOAT, 0.02)
        .constant(name + "_zero", "", DataType.UINT8, 120);
  }

  private static LoweringCheck result(LoweringCheck check, double scale) {
    return check
        .constant("y_scale", "", DataType.FLOAT, scale)
        .constant("y_zero", "", DataType.UINT8, 128);
  }

  @Test
  void elementwise() {
    for (String type : new String[] {"QLinearAdd", "QLinearMul"}) {
      LoweringCheck check = LoweringCheck.microsoft(new LowerQuantizedElementwise(), type);
      quantized(check, "a", "N=3,4", 12);
      result(quantized(check, "b", "N=3,4", 12), 0.0371).check();
    }
    LoweringCheck check =
        LoweringCheck.microsoft(new LowerQuantizedElementwise(), "QLinearSigmoid");
    result(quantized(check, "a", "N=3,4", 12), 0.0071).check();
  }

  @Test
  void matMulWithOneScalePerColumn() {
    LoweringCheck check = LoweringCheck.onnx(new LowerQuantizedProduct(), "QLinearMatMul");
    quantized(check, "a", "N=3,4", 12)
        .constant("b", "4,2", DataType.INT8, bytes(8, -64, 64))
        .constant("b_scale", "2", DataType.FLOAT, 0.01, 0.03)
        .constant("b_zero", "2", DataType.INT8, 0, 0);
    result(check, 0.0913).check();
  }

  @Test
  void convolutionWithBias() {
    LoweringCheck check = LoweringCheck.onnx(new LowerQuantizedProduct(), "QLinearConv");
    quantized(check, "x", "N=1,2,H=4,W=4", 32)
        .constant("w", "3,2,2,2", DataType.INT8, bytes(24, -64, 64))
        .constant("w_scale", "3", DataType.FLOAT, 0.01, 0.03, 0.02)
        .constant("w_zero", "3", DataType.INT8, 0, 0, 0);
    result(check, 0.0913).constant("b", "3", DataType.INT32, 1000, -700, 0).check();
  }

  @Test
  void gemmWithRealResult() {
    LoweringCheck check = LoweringCheck.microsoft(new LowerQuantizedProduct(), "QGemm");
    quantized(check, "a", "N=3,4", 12)
        .constant("b", "2,4", DataType.INT8, bytes(8, -64, 64))
        .constant("b_scale", "2", DataType.FLOAT, 0.01, 0.03)
        .constant("b_zero", "2", DataType.INT8, 0, 0)
        .constant("c", "2", DataType.INT32, 1000, -700)
        .with("transB", 1)
        .check();
  }

  @Test
  void attention() {
    LoweringCheck.microsoft(new LowerQuantizedAttention(), "QAttention")
        .values("x", "B=2,S=3,4", DataType.UINT8, bytes(24, 0, 256))
        .constant("w", "4,24", DataType.INT8, bytes(96, -64, 64))
        .weight("bias", "24")
        .constant("x_scale", "", DataType.FLOAT, 0.02)
        .constant("w_scale", "", DataType.FLOAT, 0.01)
        .values("mask", "B=2", DataType.INT32, 2, 3)
        .constant("x_zero", "", DataType.UINT8, 120)
        .constant("w_zero", "", DataType.INT8, 3)
        .with("num_heads", 2)
        .check();
  }

  @Test
  void attentionWithPast() {
    LoweringCheck.microsoft(new LowerQuantizedAttention(), "QAttention")
        .values("x", "B=2,S=3,4", DataType.UINT8, bytes(24, 0, 256))
        .constant("w", "4,12", DataType.INT8, bytes(48, -64, 64))
        .weight("bias", "12")
        .constant("x_scale", "", DataType.FLOAT, 0.02)
        .constant("w_scale", "", DataType.FLOAT, 0.01)
        .absent()
        .constant("x_zero", "", DataType.UINT8, 120)
        .constant("w_zero", "", DataType.INT8, 3)
        .floats("past", "2,B=2,2,P=3,2")
        .with("num_heads", 2)
        .with("unidirectional", 1)
        .outputs("y", "present")
        .check();
  }

  @Test
  void embeddings() {
    LoweringCheck.microsoft(new LowerQuantizedEmbedding(), "QEmbedLayerNormalization")
        .values("ids", "B=2,S=3", DataType.INT32, 0, 4, 2, 1, 3, 3)
        .values("segments", "B=2,S=3", DataType.INT32, 0, 1, 1, 1, 0, 1)
        .constant("words", "5,4", DataType.UINT8, bytes(20, 0, 256))
        .constant("positions", "6,4", DataType.UINT8, bytes(24, 0, 256))
        .constant("kinds", "2,4", DataType.UINT8, bytes(8, 0, 256))
        .constant("gamma", "4", DataType.UINT8, bytes(4, 100, 200))
        .constant("beta", "4", DataType.UINT8, bytes(4, 0, 256))
        .values("mask", "B=2,S=3", DataType.INT32, 1, 1, 0, 1, 1, 1)
        .constant("words_scale", "", DataType.FLOAT, 0.02)
        .constant("positions_scale", "", DataType.FLOAT, 0.01)
        .constant("kinds_scale", "", DataType.FLOAT, 0.03)
        .constant("gamma_scale", "", DataType.FLOAT, 0.01)
        .constant("beta_scale", "", DataType.FLOAT, 0.005)
        .constant("words_zero", "", DataType.UINT8, 120)
        .constant("positions_zero", "", DataType.UINT8, 128)
        .constant("kinds_zero", "", DataType.UINT8, 100)
        .constant("gamma_zero", "", DataType.UINT8, 3)
        .constant("beta_zero", "", DataType.UINT8, 130)
        .outputs("y", "lengths")
        .check();
  }

  @Test
  void dynamicallyQuantizedProducts() {
    LoweringCheck.microsoft(new LowerDynamicQuantizedMatMul(), "DynamicQuantizeMatMul")
        .floats("a", "N=3,4")
        .constant("b", "4,2", DataType.INT8, bytes(8, -64, 64))
        .constant("b_scale", "2", DataType.FLOAT, 0.01, 0.03)
        .constant("b_zero", "2", DataType.INT8, 0, 0)
        .weight("bias", "2")
        .check();
    LoweringCheck.microsoft(new LowerDynamicQuantizedMatMul(), "MatMulIntegerToFloat")
        .values("a", "N=3,4", DataType.UINT8, bytes(12, 0, 256))
        .constant("b", "4,2", DataType.INT8, bytes(8, -64, 64))
        .constant("a_scale", "", DataType.FLOAT, 0.02)
        .constant("b_scale", "", DataType.FLOAT, 0.01)
        .constant("a_zero", "", DataType.UINT8, 117)
        .check();
  }

  @Test
  void choice() {
    LoweringCheck check =
        LoweringCheck.microsoft(new LowerQuantizedElementwise(), "QLinearWhere")
            .values("c", "N=3,1", DataType.BOOL, 1, 0, 1);
    quantized(check, "a", "N=3,4", 12);
    result(quantized(check, "b", "4", 4), 0.0371).check();
  }

  @Test
  void mean() {
    // The runtime has no kernel: (0.2 + 0.4) / 2 and (0 - 0.2) / 2 in steps of 0.01 from 20.
    double[] actual =
        LoweringCheck.microsoft(new LowerQuantizedElementwise(), "QLinearReduceMean")
            .values("a", "N=2,2", DataType.UINT8, 130, 140, 120, 110)
            .constant("a_scale", "", DataType.FLOAT, 0.02)
            .constant("a_zero", "", DataType.UINT8, 120)
            .constant("y_scale", "", DataType.FLOAT, 0.01)
            .constant("y_zero", "", DataType.UINT8, 20)
            .with("axes", new Attribute.Ints(List.of(-1L)))
            .with("keepdims", 0)
            .lowered()
            .get(0);
    assertArrayEquals(new double[] {50, 10}, actual);
  }

  @ParameterizedTest
  @EnumSource(names = {"INT16", "UINT16", "INT8", "UINT8", "INT32"})
  void quantizersOfTheRuntime(DataType type) {
    LoweringCheck weight =
        LoweringCheck.microsoft(new LowerContribQuantizer(), "DequantizeLinear").opset(14);
    weight
        .constant("w", "2,3", type, 0, 1, 2, 3, 4, 5)
        .constant("scale", "3", DataType.FLOAT, 0.1, 0.2, 0.3)
        .constant(
            "zero", "3", type, type == DataType.INT32 ? new double[3] : new double[] {1, 2, 3})
        .with("axis", 1)
        .check();
  }

  @Test
  void sixteenBitsThereAndBack() {
    LoweringCheck.microsoft(new LowerContribQuantizer(), "QuantizeLinear")
        .opset(14)
        .floats("x", "N=2,3")
        .constant("scale", "", DataType.FLOAT, 0.001)
        .constant("zero", "", DataType.UINT16, 30000)
        .check();
  }

  @Test
  void scalePerRowIsRefused() {
    LoweringCheck.onnx(new LowerQuantizedProduct(), "QLinearMatMul")
        .values("a", "3,4", DataType.UINT8, bytes(12, 0, 256))
        .constant("a_scale", "3", DataType.FLOAT, 1, 2, 3)
        .constant("a_zero", "3", DataType.UINT8, 1, 2, 3)
        .constant("b", "4,2", DataType.INT8, bytes(8, -64, 64))
        .constant("b_scale", "", DataType.FLOAT, 0.01)
        .constant("b_zero", "", DataType.INT8, 0)
        .declines("per row");
  }
}

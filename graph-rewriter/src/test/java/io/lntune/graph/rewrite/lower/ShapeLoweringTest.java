package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShapeLoweringTest {
  @Test
  void reductionsOverOneAxis() {
    for (String type :
        List.of("ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp")) {
      for (int keep = 0; keep <= 1; keep++) {
        LoweringCheck.onnx(new LowerReduction(), type)
            .positives("x", "N=2,M=3,4")
            .constant("axes", "2", DataType.INT64, 1, -1)
            .with("keepdims", keep)
            .check();
      }
    }
  }

  @Test
  void reductionsOverAllAxes() {
    LoweringCheck.onnx(new LowerReduction(), "ReduceL2").floats("x", "N=2,3").check();
    LoweringCheck.onnx(new LowerReduction(), "ReduceLogSumExp")
        .floats("x", "N=2,3")
        .with("keepdims", 0)
        .check();
  }

  @Test
  void logSumExpDoesNotOverflow() {
    LoweringCheck.onnx(new LowerReduction(), "ReduceLogSumExp")
        .values("x", "N=2,2", DataType.FLOAT, 300, 301, -400, Double.NEGATIVE_INFINITY)
        .constant("axes", "1", DataType.INT64, 1)
        .check();
  }

  @Test
  void integersAreRefused() {
    LoweringCheck.onnx(new LowerReduction(), "ReduceL1")
        .values("x", "2", DataType.INT32, 1, 2)
        .declines("integers");
  }

  @Test
  void variadicSumAndMean() {
    for (String type : List.of("Sum", "Mean")) {
      LoweringCheck.onnx(new LowerVariadic(), type)
          .floats("a", "N=2,3")
          .floats("b", "3")
          .floats("c", "N=2,1")
          .check();
    }
  }

  @Test
  void softsign() {
    LoweringCheck.onnx(new LowerSoftsign(), "Softsign").floats("x", "N=2,3").check();
  }

  @Test
  void matMulOfVectors() {
    LoweringCheck.onnx(new LowerVectorMatMul(), "MatMul")
        .floats("a", "K=3")
        .floats("b", "B=2,K=3,4")
        .check();
    LoweringCheck.onnx(new LowerVectorMatMul(), "MatMul")
        .floats("a", "B=2,4,K=3")
        .floats("b", "K=3")
        .check();
    LoweringCheck.onnx(new LowerVectorMatMul(), "MatMul")
        .floats("a", "K=3")
        .floats("b", "K=3")
        .check();
  }

  @Test
  void matMulOfMatricesIsLeft() {
    LoweringCheck.onnx(new LowerVectorMatMul(), "MatMul")
        .floats("a", "2,3")
        .floats("b", "3,4")
        .declines("vector");
  }

  @Test
  void trilu() {
    for (int upper = 0; upper <= 1; upper++) {
      LoweringCheck.onnx(new LowerTrilu(), "Trilu")
          .floats("x", "B=2,R=3,C=4")
          .with("upper", upper)
          .check();
      LoweringCheck.onnx(new LowerTrilu(), "Trilu")
          .floats("x", "R=4,C=3")
          .constant("k", "", DataType.INT64, -1)
          .with("upper", upper)
          .check();
    }
  }

  @Test
  void depthToSpaceAndBack() {
    for (String mode : List.of("DCR", "CRD")) {
      LoweringCheck.onnx(new LowerSpaceDepth(), "DepthToSpace")
          .floats("x", "N=2,8,H=3,W=5")
          .with("blocksize", 2)
          .with("mode", mode)
          .check();
    }
    LoweringCheck.onnx(new LowerSpaceDepth(), "SpaceToDepth")
        .floats("x", "N=2,3,H=4,W=6")
        .with("blocksize", 2)
        .check();
  }

  @Test
  void depthToSpaceOfUnknownChannelsIsRefused() {
    LoweringCheck.onnx(new LowerSpaceDepth(), "DepthToSpace")
        .floats("x", "2,8,3")
        .with("blocksize", 2)
        .declines("channels");
  }

  @Test
  void middleCroppedAndPadded() {
    LoweringCheck.onnx(new LowerCenterCropPad(), "CenterCropPad")
        .floats("x", "A=5,B=4,C=2,3")
        .constant("shape", "4", DataType.INT64, 2, 7, 2, 4)
        .check();
    LoweringCheck.onnx(new LowerCenterCropPad(), "CenterCropPad")
        .floats("x", "A=5,B=4,C=2")
        .constant("shape", "2", DataType.INT64, 5, 1)
        .with("axes", new Attribute.Ints(List.of(-1L, 1L)))
        .check();
  }

  @Test
  void cachesWritten() {
    for (String mode : new String[] {"linear", "circular"}) {
      LoweringCheck.onnx(new LowerTensorScatter(), "TensorScatter")
          .opset(24)
          .floats("cache", "B=2,3,M=5,4")
          .floats("update", "B=2,3,S=2,4")
          .values("start", "B=2", DataType.INT64, 1, mode.equals("linear") ? 3 : 4)
          .with("mode", mode)
          .check();
    }
  }
}

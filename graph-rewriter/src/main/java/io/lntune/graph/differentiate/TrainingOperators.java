package io.lntune.graph.differentiate;

import io.lntune.graph.differentiate.rules.FusedGradients;
import io.lntune.graph.ir.OpId;

/**
 * The standard table with fused gradient operators where ONNX Runtime Training has one; other
 * runtimes cannot load the result.
 */
public final class TrainingOperators {
  private TrainingOperators() {}

  /** The table. */
  public static GradientRegistry registry() {
    return StandardGradients.registry()
        .with(OpId.onnx("Relu"), fused(FusedGradients::relu))
        .with(OpId.onnx("Sigmoid"), fused(FusedGradients::sigmoid))
        .with(OpId.onnx("Tanh"), fused(FusedGradients::tanh))
        .with(OpId.onnx("Gelu"), fused(FusedGradients::gelu))
        .with(OpId.microsoft("QuickGelu"), fused(FusedGradients::quickGelu))
        .with(OpId.onnx("Softmax"), fused(FusedGradients::softmax))
        .with(OpId.onnx("LogSoftmax"), fused(FusedGradients::logSoftmax))
        .with(OpId.onnx("LayerNormalization"), fused(FusedGradients::layerNormalization))
        .with(
            OpId.onnx("SimplifiedLayerNormalization"),
            fused(FusedGradients::simplifiedLayerNormalization));
  }

  private static GradientEntry fused(GradientRule rule) {
    return new GradientEntry.Differentiable(false, rule);
  }
}

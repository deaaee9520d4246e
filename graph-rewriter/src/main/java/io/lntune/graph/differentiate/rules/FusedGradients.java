package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.GradientRule;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.Map;

/**
 * The same gradients as one {@code com.microsoft} operator each, version 1, of ONNX Runtime
 * Training. It has them for float32; anything else gets the standard rule.
 */
public final class FusedGradients {
  private static final int SCALE = 1;

  private FusedGradients() {}

  /** {@code ReluGrad(dY, Y)}. */
  public static Gradients relu(GradientContext g) {
    return ofOutput(g, "ReluGrad", Map.of(), ActivationGradients::relu);
  }

  /** {@code SigmoidGrad(dY, Y)}. */
  public static Gradients sigmoid(GradientContext g) {
    return ofOutput(g, "SigmoidGrad", Map.of(), ActivationGradients::sigmoid);
  }

  /** {@code TanhGrad(dY, Y)}. */
  public static Gradients tanh(GradientContext g) {
    return ofOutput(g, "TanhGrad", Map.of(), ElementwiseGradients::tanh);
  }

  /** {@code LogSoftmaxGrad_13(dY, Y)}; its schema calls Y "X", but it takes the output. */
  public static Gradients logSoftmax(GradientContext g) {
    return ofOutput(g, "LogSoftmaxGrad_13", axis(g), SoftmaxGradients::logSoftmax);
  }

  /** {@code SoftmaxGrad_13(dY, Y)}, where Y has 0 in rows that are masked completely. */
  public static Gradients softmax(GradientContext g) {
    if (!isFloat(g.in(0))) {
      return SoftmaxGradients.softmax(g);
    }
    return g.gradients()
        .input(0, () -> call(g, "SoftmaxGrad_13", axis(g), SoftmaxGradients.withoutNan(g)));
  }

  /** {@code GeluGrad(dY, X)}, or {@code FastGeluGrad(dY, X)} for the tanh approximation. */
  public static Gradients gelu(GradientContext g) {
    boolean tanh = g.attributes().string("approximate", "none").equals("tanh");
    return ofInput(g, tanh ? "FastGeluGrad" : "GeluGrad", Map.of(), ActivationGradients::gelu);
  }

  /** {@code QuickGeluGrad(dY, X)}. */
  public static Gradients quickGelu(GradientContext g) {
    float alpha = g.attributes().floatValue("alpha", 1.702f);
    return ofInput(
        g,
        "QuickGeluGrad",
        Map.of("alpha", new Attribute.FloatValue(alpha)),
        ActivationGradients::quickGelu);
  }

  /**
   * {@code LayerNormalizationGrad(dY, X, S, mean, 1 / deviation)}, all three gradients at once.
   * Declines a scale that is broadcast.
   */
  public static Gradients layerNormalization(GradientContext g) {
    long[] axes = NormalizationGradients.normalizedAxes(g);
    if (!fits(g, axes.length) || (!g.needs(0) && !g.needs(SCALE))) {
      return NormalizationGradients.layerNormalization(g);
    }
    Value mean = NormalizationGradients.statistic(g, 1, axes.length);
    Value inverse = NormalizationGradients.statistic(g, 2, axes.length);
    List<Value> all = normalization(g, "LayerNormalizationGrad", 3, mean, inverse);
    return g.gradients()
        .input(0, () -> g.typedLike(g.in(0), all.get(0)))
        .input(SCALE, () -> g.typedLike(g.in(SCALE), all.get(1)))
        .input(2, () -> g.typedLike(g.in(2), all.get(2)));
  }

  /**
   * {@code SimplifiedLayerNormalizationGrad(dY, X, S, 1 / root mean square)}. Declines a scale that
   * is broadcast.
   */
  public static Gradients simplifiedLayerNormalization(GradientContext g) {
    long[] axes = NormalizationGradients.normalizedAxes(g);
    if (!fits(g, axes.length)) {
      return NormalizationGradients.simplifiedLayerNormalization(g);
    }
    Value inverse = NormalizationGradients.statistic(g, 1, axes.length);
    List<Value> both = normalization(g, "SimplifiedLayerNormalizationGrad", 2, inverse);
    return g.gradients()
        .input(0, () -> g.typedLike(g.in(0), both.get(0)))
        .input(SCALE, () -> g.typedLike(g.in(SCALE), both.get(1)));
  }

  private static List<Value> normalization(
      GradientContext g, String type, int outputs, Value... statistics) {
    Value[] inputs = new Value[3 + statistics.length];
    inputs[0] = g.dY();
    inputs[1] = g.in(0);
    inputs[2] = g.in(SCALE);
    System.arraycopy(statistics, 0, inputs, 3, statistics.length);
    return g.builder().calls(OpId.microsoft(type), outputs, axis(g), inputs);
  }

  /** Whether scale and input are float32 and the scale has the sizes of the last axes. */
  private static boolean fits(GradientContext g, int normalized) {
    Shape shape = g.in(0).shape();
    Shape scale = g.in(SCALE).shape();
    return isFloat(g.in(0))
        && isFloat(g.in(SCALE))
        && shape != null
        && scale != null
        && scale.certainlyEquals(
            new Shape(shape.dims().subList(shape.rank() - normalized, shape.rank())));
  }

  private static Gradients ofOutput(
      GradientContext g, String type, Map<String, Attribute> attributes, GradientRule standard) {
    return isFloat(g.in(0))
        ? g.gradients().input(0, () -> call(g, type, attributes, g.out(0)))
        : standard.of(g);
  }

  private static Gradients ofInput(
      GradientContext g, String type, Map<String, Attribute> attributes, GradientRule standard) {
    return isFloat(g.in(0))
        ? g.gradients().input(0, () -> call(g, type, attributes, g.in(0)))
        : standard.of(g);
  }

  private static Value call(
      GradientContext g, String type, Map<String, Attribute> attributes, Value forward) {
    Value dX = g.builder().call(OpId.microsoft(type), attributes, g.dY(), forward);
    return g.typedLike(g.in(0), dX);
  }

  private static Map<String, Attribute> axis(GradientContext g) {
    return Map.of("axis", new Attribute.IntValue(g.attributes().intValue("axis", -1)));
  }

  private static boolean isFloat(Value value) {
    return value.elementType() == DataType.FLOAT;
  }
}

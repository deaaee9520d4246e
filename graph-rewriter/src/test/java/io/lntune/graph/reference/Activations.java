package io.lntune.graph.reference;

import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** Activation functions, in the standard domain and in ONNX Runtime's. */
final class Activations {
  // The specification gives both as float32 numbers.
  private static final double SELU_ALPHA = 1.6732631921768188;
  private static final double SELU_GAMMA = 1.0507010221481323;

  private Activations() {}

  static void register(Kernels kernels) {
    map(kernels, "Relu", call -> x -> Math.max(x, 0));
    map(kernels, "Sigmoid", call -> Activations::sigmoid);
    map(kernels, "Softplus", call -> Activations::softplus);
    map(kernels, "Softsign", call -> x -> x / (1 + Math.abs(x)));
    map(kernels, "Mish", call -> x -> x * Math.tanh(softplus(x)));
    map(kernels, "HardSwish", call -> x -> x * clamp(x / 6 + 0.5, 0, 1));
    map(kernels, "LeakyRelu", call -> leakyRelu(call.attribute("alpha", 0.01)));
    map(kernels, "Elu", call -> elu(call.attribute("alpha", 1.0)));
    map(kernels, "Celu", call -> celu(call.attribute("alpha", 1.0)));
    map(kernels, "Swish", Activations::swish);
    map(kernels, "Selu", Activations::selu);
    map(kernels, "HardSigmoid", Activations::hardSigmoid);
    map(kernels, "ThresholdedRelu", Activations::thresholdedRelu);
    map(kernels, "Shrink", Activations::shrink);
    map(kernels, "Clip", Activations::clip);
    map(
        kernels,
        "Gelu",
        call ->
            call.attribute("approximate", "none").equals("tanh")
                ? Activations::tanhGelu
                : Activations::gelu);
    kernels.add("PRelu", call -> BinaryMath.zip(call.in(0), call.in(1), Activations::prelu));
    kernels.addMicrosoft("Gelu", call -> call.in(0).map(Activations::gelu));
    kernels.addMicrosoft("FastGelu", call -> biased(call).map(Activations::tanhGelu));
    kernels.addMicrosoft("BiasGelu", call -> biased(call).map(Activations::gelu));
    kernels.addMicrosoft(
        "QuickGelu",
        call -> {
          double alpha = call.attribute("alpha", 1.702);
          return call.in(0).map(x -> x * sigmoid(alpha * x));
        });
  }

  private static void map(
      Kernels kernels, String type, Function<Call, DoubleUnaryOperator> function) {
    kernels.add(type, call -> call.in(0).map(function.apply(call)));
  }

  private static Array biased(Call call) {
    Array bias = call.optional(1);
    return bias == null ? call.in(0) : BinaryMath.zip(call.in(0), bias, Double::sum);
  }

  static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  /** log(1 + exp(x)) without overflow. */
  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** x/2 (1 + erf(x / sqrt 2)). */
  static double gelu(double x) {
    return 0.5 * x * (1 + Erf.erf(x / Math.sqrt(2)));
  }

  /** x/2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
  static double tanhGelu(double x) {
    return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }

  private static double prelu(double x, double slope) {
    return x < 0 ? slope * x : x;
  }

  private static DoubleUnaryOperator leakyRelu(double alpha) {
    return x -> x < 0 ? alpha * x : x;
  }

  private static DoubleUnaryOperator elu(double alpha) {
    return x -> x < 0 ? alpha * Math.expm1(x) : x;
  }

  private static DoubleUnaryOperator celu(double alpha) {
    return x -> Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha));
  }

  private static DoubleUnaryOperator swish(Call call) {
    double alpha = call.attribute("alpha", 1.0);
    return x -> x * sigmoid(alpha * x);
  }

  private static DoubleUnaryOperator selu(Call call) {
    double alpha = call.attribute("alpha", SELU_ALPHA);
    double gamma = call.attribute("gamma", SELU_GAMMA);
    return x -> gamma * (x > 0 ? x : alpha * Math.expm1(x));
  }

  private static DoubleUnaryOperator hardSigmoid(Call call) {
    double alpha = call.attribute("alpha", 0.2);
    double beta = call.attribute("beta", 0.5);
    return x -> clamp(alpha * x + beta, 0, 1);
  }

  private static DoubleUnaryOperator thresholdedRelu(Call call) {
    double alpha = call.attribute("alpha", 1.0);
    return x -> x > alpha ? x : 0;
  }

  private static DoubleUnaryOperator shrink(Call call) {
    double bias = call.attribute("bias", 0.0);
    double lambda = call.attribute("lambd", 0.5);
    return x -> x < -lambda ? x + bias : x > lambda ? x - bias : 0;
  }

  private static DoubleUnaryOperator clip(Call call) {
    double low = call.number(1, "min", Double.NEGATIVE_INFINITY);
    double high = call.number(2, "max", Double.POSITIVE_INFINITY);
    return x -> clamp(x, low, high);
  }

  /** min(max(x, low), high); NaN stays NaN. */
  private static double clamp(double x, double low, double high) {
    return Math.min(Math.max(x, low), high);
  }
}

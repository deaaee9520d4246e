package io.lntune.graph.emit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import io.lntune.graph.tag.TargetSelector;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frozen weights in types that have little arithmetic: 4-bit integers in blocks, short floats. */
class ReducedWeightsTest {
  /** The real weights are the same numbers; kernels of other graphs add in another order. */
  private static final double ROUNDING = 1e-5;

  private static final int WIDTH = 64;
  private static final int BLOCK = 16;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(names = {"INT4", "UINT4", "FLOAT8E4M3FN", "FLOAT8E5M2", "BFLOAT16"})
  void gradientsAreThoseOfTheRealWeights(DataType type) {
    ModelSketch weight = weight(type);
    Tensor real = RuntimeOutputs.of(weight.outputs("real").model(), Map.of()).get("real");
    ModelSketch stored = weight(type);
    ModelSketch plain = ModelSketch.opset(21).initializer(real.named("real"));

    Map<String, Tensor> expected = step(layer(plain), "plain.onnx");
    Map<String, Tensor> actual = step(layer(stored), "stored.onnx");

    assertTrue(actual.size() > 2, "a loss and two gradients");
    TensorAssertions.assertClose(expected, actual, ROUNDING);
  }

  /** The value {@code real} [64, 64] as a dequantised weight. */
  private static ModelSketch weight(DataType type) {
    if (type == DataType.BFLOAT16) {
      double[] numbers = new Random(4).doubles((long) WIDTH * WIDTH, -1, 1).toArray();
      return ModelSketch.opset(21)
          .initializer(TensorElements.encode("w", type, Shape.of(WIDTH, WIDTH), numbers))
          .node("Cast", "real", "w", "to", DataType.FLOAT.code());
    }
    boolean blocks = type == DataType.INT4 || type == DataType.UINT4;
    Shape shape = Shape.of(WIDTH, WIDTH);
    Shape scales = blocks ? Shape.of(WIDTH / BLOCK, WIDTH) : Shape.SCALAR;
    Random random = new Random(3);
    double[] steps = new double[(int) scales.elementCount()];
    Arrays.setAll(steps, i -> 0.01 + 0.01 * random.nextDouble());
    ModelSketch sketch =
        ModelSketch.opset(21)
            .initializer(bytes("w", type, shape, random))
            .initializer(TensorElements.encode("scale", DataType.FLOAT, scales, steps));
    return blocks
        ? sketch
            .initializer(bytes("zero", type, scales, random))
            .node("DequantizeLinear", "real", "w scale zero", "axis", 0, "block_size", BLOCK)
        : sketch.node("DequantizeLinear", "real", "w scale");
  }

  private static Tensor bytes(String name, DataType type, Shape shape, Random random) {
    byte[] bytes = new byte[(int) (shape.elementCount() * type.bits() / Byte.SIZE)];
    random.nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] &= (byte) 0xBF; // leaves no NaN among 8-bit floats
    }
    return new Tensor(name, type, shape, new InlineBytes(ByteBuffer.wrap(bytes)), null);
  }

  /** A norm whose result is multiplied by {@code real}, twice, so that a gradient needs it. */
  private static Model layer(ModelSketch sketch) {
    float[] ones = new float[WIDTH];
    Arrays.fill(ones, 1);
    sketch.input("x", DataType.FLOAT, 3, WIDTH);
    sketch.floats("norm.weight", new long[] {WIDTH}, ones);
    sketch.floats("norm.bias", new long[] {WIDTH}, new float[WIDTH]);
    sketch.node("LayerNormalization", "n", "x norm.weight norm.bias");
    sketch.node("MatMul", "a", "n real").node("Tanh", "t", "a").node("MatMul", "y", "t real");
    sketch.outputs("y").graph().find("y").setType(sketch.graph().find("x").type());
    return sketch.model();
  }

  /** Loss, predictions and gradients of one step. */
  private Map<String, Tensor> step(Model model, String name) {
    Path base = folder.resolve(name);
    ModelWriter.write(model, base);
    TrainingPlan plan =
        new TrainingPlanner(OperatorTarget.ONNX_RUNTIME)
            .plan(base, TargetSelector.ALL_NORMS, new LossSpec.MeanSquaredError(""));
    Map<String, Tensor> feeds = new LinkedHashMap<>();
    for (PlannedInput input : plan.inputs()) {
      Random random = new Random(input.label() ? 1 : 2);
      feeds.put(input.name(), normals(input.name(), Shape.of(3, WIDTH), random));
    }
    for (PlannedParameter parameter : plan.parameters()) {
      feeds.put(
          parameter.name(),
          normals(parameter.name(), Shape.of(WIDTH), new Random(parameter.name().length())));
    }
    return PlanRun.bytes(plan.step(), folder, feeds);
  }

  private static Tensor normals(String name, Shape shape, Random random) {
    double[] values = random.doubles(shape.elementCount(), -1, 1).toArray();
    return TensorElements.encode(name, DataType.FLOAT, shape, values);
  }
}

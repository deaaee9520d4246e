package io.lntune.graph.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.precision.BasePrecision;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RandomTensor;
import io.lntune.graph.rewrite.TensorAssertions;
import io.lntune.graph.tag.TargetSelector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A head over so many tokens that the logits of a batch go through it in several chunks. */
final class ChunkedLogitsTest {
  // A mean of float32 numbers against one that was taken in another order.
  private static final double ROUNDING = 1e-5;

  private static final int WIDTH = 8;
  private static final int VOCABULARY = 1 << 16;

  /** Of one example: it fits into a chunk, and three of them do not. */
  private static final int TOKENS = 100;

  private static final int EXAMPLES = 3;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1})
  void aBatchHasTheMeanGradientOfItsExamples(double smoothing) throws IOException {
    TrainingPlan plan = plan(smoothing, BasePrecision.STORED);
    Path file = Files.write(folder.resolve("step.onnx"), plan.step().toArray());
    Graph step = ModelReader.read(file).graph();
    assertEquals(1, step.nodes().stream().filter(node -> node.is("Scan")).count());

    Map<String, Tensor> whole = run(plan, 0, EXAMPLES);
    Map<String, double[]> means = new LinkedHashMap<>();
    for (int i = 0; i < EXAMPLES; i++) {
      run(plan, i, i + 1)
          .forEach((name, part) -> means.merge(name, share(part), ChunkedLogitsTest::sum));
    }
    Map<String, Tensor> expected = new LinkedHashMap<>();
    means.forEach(
        (name, mean) -> {
          Shape shape = whole.get(name).shape();
          expected.put(name, TensorElements.encode(name, DataType.FLOAT, shape, mean));
        });
    assertTrue(expected.size() > 2, "a loss and two gradients");
    TensorAssertions.assertClose(expected, whole, ROUNDING);
  }

  /** In 8 bits the gradient of a row would be little more than its label. */
  @ParameterizedTest
  @EnumSource(names = {"INT8", "INT4"})
  void aReducedBaseKeepsTheHeadInBothDirections(BasePrecision precision) {
    assertEquals(Set.of(), plan(0, precision).step().derived().keySet());
  }

  private TrainingPlan plan(double smoothing, BasePrecision precision) {
    ModelSketch sketch = ModelSketch.opset(21).input("x", DataType.FLOAT, -1, -1, WIDTH);
    sketch
        .initializer(RandomTensor.uniform("norm.weight", 1, WIDTH))
        .initializer(RandomTensor.uniform("norm.bias", 2, WIDTH));
    sketch.initializer(RandomTensor.uniform("head", 3, WIDTH, VOCABULARY));
    sketch.node("LayerNormalization", "n", "x norm.weight norm.bias");
    sketch.node("MatMul", "logits", "n head").outputs("logits");
    Path base = folder.resolve("model.onnx");
    ModelWriter.write(sketch.model(), base);
    LossSpec loss =
        new LossSpec.CrossEntropy("", LossSpec.IGNORE_INDEX, smoothing, List.of(), false);
    return new TrainingPlanner(OperatorTarget.ONNX_RUNTIME)
        .withBasePrecision(precision)
        .plan(base, TargetSelector.ALL_NORMS, loss);
  }

  /** Loss and gradients of the examples {@code from} to {@code to}, exclusive. */
  private Map<String, Tensor> run(TrainingPlan plan, int from, int to) {
    Map<String, Tensor> feeds = new LinkedHashMap<>();
    for (PlannedInput input : plan.inputs()) {
      int each = input.label() ? TOKENS : TOKENS * WIDTH;
      double[] all =
          input.label()
              ? new Random(5).ints((long) EXAMPLES * each, 0, VOCABULARY).asDoubleStream().toArray()
              : new Random(6).doubles((long) EXAMPLES * each, -1, 1).toArray();
      double[] some = Arrays.copyOfRange(all, from * each, to * each);
      Shape shape =
          input.label() ? Shape.of(to - from, TOKENS) : Shape.of(to - from, TOKENS, WIDTH);
      feeds.put(input.name(), TensorElements.encode(input.name(), input.type(), shape, some));
    }
    for (PlannedParameter parameter : plan.parameters()) {
      feeds.put(
          parameter.name(),
          RandomTensor.uniform(parameter.name(), parameter.name().length(), WIDTH));
    }
    return PlanRun.bytes(plan.step(), folder, feeds);
  }

  private static double[] share(Tensor part) {
    return Arrays.stream(part.toDoubles()).map(element -> element / EXAMPLES).toArray();
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    Arrays.setAll(sum, i -> a[i] + b[i]);
    return sum;
  }
}

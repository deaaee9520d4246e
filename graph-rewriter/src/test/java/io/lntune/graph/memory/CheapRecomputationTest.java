package io.lntune.graph.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Gated layers {@code x_i = u g sigmoid(g)} of products u and g of x_{i-1}, and a backward pass
 * that reads what theirs does.
 */
class CheapRecomputationTest {
  private static final int LAYERS = 4;
  private static final int WIDTH = 1024;
  private static final AssumedSizes SIZES = new AssumedSizes(1 << 14, 1);
  private static final long TENSOR = (4L * WIDTH) << 14;
  private static final double EXACT = 0;

  private static SketchedStep layers(String gate) {
    ModelSketch sketch = ModelSketch.opset(21).input("x0", DataType.FLOAT, -1, WIDTH);
    Shape shape = new Shape(List.of(Dim.symbolic("rows"), Dim.of(WIDTH)));
    Objects.requireNonNull(sketch.graph().find("x0"))
        .setType(new TensorType(DataType.FLOAT, shape));
    for (int i = 1; i <= LAYERS; i++) {
      sketch
          .initializer(weight("wu" + i, i))
          .initializer(weight("wg" + i, -i))
          .node("MatMul", "u" + i, "x" + (i - 1) + " wu" + i)
          .node("MatMul", "g" + i, "x" + (i - 1) + " wg" + i)
          .node(gate, "s" + i, "g" + i)
          .node("Mul", "a" + i, "g" + i + " s" + i)
          .node("Mul", "x" + i, "u" + i + " a" + i);
    }
    sketch.node("ReduceSum", "loss", "x" + LAYERS).node("Sign", "d" + LAYERS, "x" + LAYERS);
    for (int i = LAYERS; i > 0; i--) {
      sketch
          .node("Mul", "du" + i, "d" + i + " a" + i)
          .node("Mul", "da" + i, "d" + i + " u" + i)
          .node("Mul", "ds" + i, "da" + i + " g" + i)
          .node("Mul", "dg" + i, "da" + i + " s" + i)
          .node("Sum", "d" + (i - 1), "du" + i + " ds" + i + " dg" + i);
    }
    sketch.node("ReduceSum", "grad", "d0").outputs("loss grad");
    return new SketchedStep(sketch, "d" + LAYERS).arranged();
  }

  private static Tensor weight(String name, long seed) {
    double[] values = new Random(seed).doubles((long) WIDTH * WIDTH, -0.1, 0.1).toArray();
    return TensorElements.encode(name, DataType.FLOAT, Shape.of(WIDTH, WIDTH), values);
  }

  private static long tensorsAlive(SketchedStep step) {
    return Math.round((double) step.bytesAlive(SIZES) / TENSOR);
  }

  @Test
  void gatesAreComputedAgainFromWhatIsKept() {
    SketchedStep step = layers("Sigmoid");
    long before = tensorsAlive(step);
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(step.sketch().model(), 3);
    Map<String, Tensor> expected = RuntimeOutputs.of(step.sketch().model(), feeds);

    CheapRecomputation.apply(step.graph(), step.seeds(), 0);

    GraphCheck.check(step.sketch().model());
    assertEquals(
        List.of("Mul", "Mul", "Mul", "Mul", "Sigmoid", "Sigmoid", "Sigmoid", "Sigmoid"),
        step.again());
    TensorAssertions.assertClose(expected, RuntimeOutputs.of(step.sketch().model(), feeds), EXACT);
    long after = tensorsAlive(step);
    // Two of four tensors of each layer, but for the layer that is being computed again.
    assertTrue(after <= before - 2 * (LAYERS - 1), before + " -> " + after);
  }

  @Test
  void slowOperatorsAndWhatFollowsThemAreKept() {
    SketchedStep step = layers("Tanh");
    CheapRecomputation.apply(step.graph(), step.seeds(), 0);
    // The product of the gate and what it is the gate of costs one pass over memory.
    assertEquals(List.of("Mul", "Mul", "Mul", "Mul"), step.again());
  }
}

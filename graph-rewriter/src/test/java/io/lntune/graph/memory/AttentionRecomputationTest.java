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
import io.lntune.graph.ir.Value;
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
 * Layers {@code p_i = softmax(q_i k_i + mask), x_i = p_i x_{i-1}} with one mask for all, and a
 * backward pass that reads what theirs does.
 */
class AttentionRecomputationTest {
  private static final int LAYERS = 4;
  private static final int HEADS = 12;
  private static final int SEQ = 512;
  private static final AssumedSizes SIZES = new AssumedSizes(1, SEQ);
  private static final long PROBABILITIES = 4L * HEADS * SEQ * SEQ;
  private static final double EXACT = 0;

  /**
   * The sketch.
   *
   * @param columns of a head
   * @param mask the axes of the mask
   */
  private static SketchedStep layers(int columns, long... mask) {
    ModelSketch sketch =
        ModelSketch.opset(21)
            .input("x0", DataType.FLOAT, -1, HEADS, -1, columns)
            .input("mask0", DataType.FLOAT, mask);
    name(sketch, "x0", Dim.of(columns));
    name(sketch, "mask0", Dim.symbolic("seq"));
    sketch.initializer(weight("wq", columns)).initializer(weight("wk", columns));
    sketch.node("Neg", "mask", "mask0");
    for (int i = 1; i <= LAYERS; i++) {
      sketch
          .node("MatMul", "q" + i, "x" + (i - 1) + " wq")
          .node("MatMul", "r" + i, "x" + (i - 1) + " wk")
          .node("Transpose", "k" + i, "r" + i, "perm", new long[] {0, 1, 3, 2})
          .node("MatMul", "s" + i, "q" + i + " k" + i)
          .node("Add", "m" + i, "s" + i + " mask")
          .node("Softmax", "p" + i, "m" + i, "axis", -1)
          .node("MatMul", "x" + i, "p" + i + " x" + (i - 1));
    }
    sketch.node("ReduceSum", "loss", "x" + LAYERS).node("Sign", "d" + LAYERS, "x" + LAYERS);
    for (int i = LAYERS; i > 0; i--) {
      sketch
          .node("MatMul", "dp" + i, "d" + i + " k" + i)
          .node("Mul", "ds" + i, "dp" + i + " p" + i)
          .node("MatMul", "d" + (i - 1), "ds" + i + " q" + i);
    }
    sketch.node("ReduceSum", "grad", "d0").outputs("loss grad");
    return new SketchedStep(sketch, "d" + LAYERS).arranged();
  }

  /** Gives the free axes of an input [batch, ?, seq, last] their names. */
  private static void name(ModelSketch sketch, String input, Dim last) {
    Value value = Objects.requireNonNull(sketch.graph().find(input));
    Shape shape = Objects.requireNonNull(value.shape());
    shape = shape.dim(0).isStatic() ? shape : shape.with(0, Dim.symbolic("batch"));
    shape = shape.with(2, Dim.symbolic("seq")).with(3, last);
    value.setType(new TensorType(DataType.FLOAT, shape));
  }

  private static Tensor weight(String name, int columns) {
    long elements = (long) columns * columns;
    double[] values = new Random(name.hashCode()).doubles(elements, -0.3, 0.3).toArray();
    return TensorElements.encode(name, DataType.FLOAT, Shape.of(columns, columns), values);
  }

  @Test
  void probabilitiesAreComputedAgainFromQueriesAndKeys() {
    SketchedStep step = layers(16, -1, 1, -1, -1);
    double before = (double) step.bytesAlive(SIZES) / PROBABILITIES;
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(step.sketch().model(), 3);
    Map<String, Tensor> expected = RuntimeOutputs.of(step.sketch().model(), feeds);

    CheapRecomputation.apply(step.graph(), step.seeds(), SEQ);

    GraphCheck.check(step.sketch().model());
    assertEquals(
        List.of(
            "Add", "Add", "Add", "Add", "MatMul", "MatMul", "MatMul", "MatMul", "Softmax",
            "Softmax", "Softmax", "Softmax"),
        step.again());
    TensorAssertions.assertClose(expected, RuntimeOutputs.of(step.sketch().model(), feeds), EXACT);
    double after = (double) step.bytesAlive(SIZES) / PROBABILITIES;
    assertTrue(after < before - (LAYERS - 2), before + " -> " + after);
  }

  @Test
  void aMaskAsLargeAsTheProbabilitiesIsComputedAgainOnce() {
    SketchedStep step = layers(16, -1, HEADS, -1, -1);
    CheapRecomputation.apply(step.graph(), step.seeds(), SEQ);
    List<String> again = step.again();
    assertEquals(1, again.stream().filter("Neg"::equals).count(), again.toString());
  }

  @Test
  void wideHeadsAreKept() {
    SketchedStep step = layers(512, -1, 1, -1, -1);
    CheapRecomputation.apply(step.graph(), step.seeds(), SEQ);
    assertEquals(List.of(), step.again());
  }

  @Test
  void probabilitiesOverFewKeysAreKept() {
    SketchedStep step = layers(16, -1, 1, -1, -1);
    CheapRecomputation.apply(step.graph(), step.seeds(), SEQ - 1);
    assertEquals(List.of(), step.again());
  }
}

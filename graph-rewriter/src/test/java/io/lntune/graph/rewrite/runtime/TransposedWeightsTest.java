package io.lntune.graph.rewrite.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import io.lntune.graph.rewrite.pass.DeadNodeElimination;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransposedWeightsTest {
  private static final double ROUNDING = 1e-6;

  /** A table w [20, 6], transposed, and x [2, 3, 6]. */
  private static ModelSketch head() {
    double[] elements = new Random(1).doubles(120, -1, 1).toArray();
    return ModelSketch.opset(21)
        .input("x", DataType.FLOAT, 2, 3, 6)
        .initializer(TensorElements.encode("w", DataType.FLOAT, Shape.of(20, 6), elements))
        .node("Transpose", "turned", "w", "perm", new long[] {1, 0});
  }

  private static List<String> turns(Model model) {
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(model, 5);
    Map<String, Tensor> before = RuntimeOutputs.of(model, feeds);
    assertTrue(new TransposedWeights().run(model));
    new DeadNodeElimination(true).run(model);
    GraphCheck.check(model);
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), ROUNDING);
    assertFalse(new TransposedWeights().run(model));
    return RuleTester.operators(model);
  }

  @Test
  void productsForthAndBackReadTheTable() {
    ModelSketch sketch =
        head()
            .node("MatMul", "logits", "x turned")
            .node("com.microsoft::FusedMatMul", "back", "logits turned", "transB", 1)
            .outputs("logits back");
    String fused = "com.microsoft::FusedMatMul";
    assertEquals(List.of(fused, fused), turns(sketch.model()));
    assertEquals(
        List.of(1L, 0L),
        sketch.graph().nodes().stream()
            .map(node -> node.attributes().intValue("transB", -1))
            .toList());
  }

  @Test
  void gemmKeepsItsBias() {
    ModelSketch sketch =
        head()
            .longs("rows", 6, 6)
            .floats("bias", new long[] {20}, new float[20])
            .node("Reshape", "flat", "x rows")
            .node("Gemm", "y", "flat turned bias")
            .outputs("y");
    assertEquals(List.of("Reshape", "Gemm"), turns(sketch.model()));
  }

  @Test
  void whatElseReadsTheTransposedTableKeepsIt() {
    ModelSketch sketch =
        head()
            .node("MatMul", "logits", "x turned")
            .node("Abs", "size", "turned")
            .outputs("logits size");
    assertEquals(List.of("Transpose", "com.microsoft::FusedMatMul", "Abs"), turns(sketch.model()));
  }

  @Test
  void aComputedOperandStays() {
    Model model =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, 3, 6)
            .input("k", DataType.FLOAT, 5, 6)
            .node("Transpose", "turned", "k", "perm", new long[] {1, 0})
            .node("MatMul", "scores", "x turned")
            .outputs("scores")
            .model();
    assertFalse(new TransposedWeights().run(model));
  }
}

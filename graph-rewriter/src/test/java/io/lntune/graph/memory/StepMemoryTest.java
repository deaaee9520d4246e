package io.lntune.graph.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.infer.ConcreteShapes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A chain of ten layers whose backward pass reads what each of them computed. */
final class StepMemoryTest {
  private static final int LAYERS = 10;
  private static final AssumedSizes SIZES = new AssumedSizes(1 << 20, 1);

  /** Of one tensor: a million numbers. */
  private static final long TENSOR = 4L << 20;

  /** {@code h_i = round(h_{i-1})}, and backward {@code g_{i-1} = g_i max h_{i-1}}. */
  private static ModelSketch chain() {
    ModelSketch sketch = ModelSketch.opset(21).input("h0", DataType.FLOAT, -1);
    for (int i = 1; i <= LAYERS; i++) {
      sketch.node("Round", "h" + i, "h" + (i - 1));
    }
    sketch.node("ReduceSum", "loss", "h" + LAYERS);
    sketch.node("Sign", "g" + LAYERS, "h" + LAYERS);
    for (int i = LAYERS; i > 1; i--) {
      sketch.node("Max", "g" + (i - 1), "g" + i + " h" + (i - 1));
    }
    sketch.node("ReduceSum", "grad", "g1").outputs("loss grad");
    Graph graph = sketch.graph();
    Value loss = Objects.requireNonNull(graph.find("loss"));
    GradientOrder.arrange(graph, List.of(loss), seeds(graph));
    return sketch;
  }

  private static List<Value> seeds(Graph graph) {
    return List.of(Objects.requireNonNull(graph.find("g" + LAYERS)));
  }

  private static long alive(ModelSketch sketch) {
    try (ConcreteShapes shapes = ConcreteShapes.bind(sketch.model(), SIZES)) {
      StepTensors tensors = new StepTensors(shapes.graph());
      return LiveMemory.of(tensors, StepSequence.once(tensors)).bytes();
    }
  }

  @Test
  void everythingThatIsReadAgainIsAliveAtOnce() {
    // The hidden values and the first gradient; sums are scalars.
    assertEquals(LAYERS + 1, Math.round((double) alive(chain()) / TENSOR));
  }

  @Test
  void elementwiseResultsTakeOverTheirOperandsMemory() {
    ModelSketch sketch =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, -1)
            .node("Neg", "a", "x")
            .node("Exp", "b", "a")
            .node("Tanh", "c", "b")
            .node("Round", "y", "c")
            .outputs("y");
    assertEquals(2 * TENSOR, alive(sketch));
  }

  @Test
  void aBodyTakesTheMemoryOfOneStep() {
    Dim rows = Dim.symbolic("rows");
    ModelSketch sketch =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, -1)
            .longs("quarters", 4, -1)
            .node("Reshape", "slices", "x quarters");
    ModelSketch body = ModelSketch.graph(sketch.graph()).input("slice", DataType.FLOAT, -1);
    body.graph().inputs().get(0).setType(new TensorType(DataType.FLOAT, new Shape(List.of(rows))));
    body.node("Round", "a", "slice").node("Round", "b", "a").node("ReduceSum", "sum", "b");
    for (String inner : List.of("a", "b")) {
      body.graph().find(inner).setType(body.graph().inputs().get(0).type());
    }
    body.outputs("sum");
    sketch
        .node("Scan", "sums", "slices", "body", body.graph(), "num_scan_inputs", 1)
        .outputs("sums");
    // All four slices, and two values of the size of one; sums are small.
    assertEquals(4 + 2, Math.round((double) alive(sketch) / (TENSOR / 4)));
    assertEquals(new Shape(List.of(rows)), body.graph().find("b").shape(), "sizes stay");
  }

  @Test
  void aBudgetIsKeptByRunningNodesTwice() {
    ModelSketch sketch = chain();
    long free = alive(sketch);
    long fixed;
    try (ConcreteShapes shapes = ConcreteShapes.bind(sketch.model(), SIZES)) {
      fixed = PeakMemory.of(shapes.graph(), 0, true).bytes();
    }
    MemoryBudget budget = new MemoryBudget(fixed + (free * 6) / 10, SIZES);
    MemoryPlan plan = StepMemory.fit(sketch.model(), seeds(sketch.graph()), budget, false);
    assertTrue(plan.recomputedNodes() > 0, plan::toString);
    assertTrue(plan.peakBytes() <= budget.bytes(), plan::toString);
    assertTrue(alive(sketch) < free * 7 / 10, "what was written needs as much as was planned");
    assertEquals(
        plan.recomputedNodes(),
        sketch.graph().nodes().stream().map(Node::name).filter(n -> n.endsWith("/again")).count());
  }

  @Test
  void theSameBudgetGivesTheSameGraph() {
    assertEquals(names(), names());
    assertFalse(names().isEmpty());
  }

  private static List<String> names() {
    ModelSketch sketch = chain();
    MemoryBudget budget = new MemoryBudget(92_000_000 + 12 * TENSOR, SIZES);
    StepMemory.fit(sketch.model(), seeds(sketch.graph()), budget, false);
    return sketch.graph().nodes().stream().map(Node::name).toList();
  }

  @Test
  void theLeastPossibleIsNamedWhereABudgetIsTooSmall() {
    ModelSketch sketch = chain();
    MemoryBudget budget = new MemoryBudget(1_000_000, SIZES);
    LntuneException refused =
        assertThrows(
            LntuneException.class,
            () -> StepMemory.fit(sketch.model(), seeds(sketch.graph()), budget, false));
    assertTrue(refused.what().contains("does not fit into 1 MB: it takes 1"), refused.what());
  }
}

package io.lntune.graph.prefix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.infer.SymbolicShapes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class PrefixCutTest {
  /** Two frozen products on x [batch, sequence, 6] and a trained scale at the end. */
  private static ModelSketch sketch() {
    ModelSketch sketch =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, 2, 4, 6)
            .input("mask", DataType.FLOAT, 2, 4)
            .input("scale", DataType.FLOAT, 6)
            .initializer(weight("w", 6, 96))
            .initializer(weight("u", 96, 6))
            .longs("first", 0)
            .longs("second", 1)
            .longs("flat", -1, 6);
    open(sketch.graph(), "x", Dim.symbolic("batch"), Dim.symbolic("sequence"), Dim.of(6));
    open(sketch.graph(), "mask", Dim.symbolic("batch"), Dim.symbolic("sequence"));
    return sketch;
  }

  private static void open(Graph graph, String name, Dim... dims) {
    Objects.requireNonNull(graph.find(name))
        .setType(new TensorType(DataType.FLOAT, new Shape(List.of(dims))));
  }

  private static Tensor weight(String name, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i);
    }
    return Tensor.ofFloats(name, Shape.of(rows, columns), values);
  }

  /** The two products of {@code x}, then the trained scale. */
  private static ModelSketch scaledProducts(ModelSketch sketch, String x) {
    return sketch
        .node("MatMul", "wide", x + " w")
        .node("MatMul", "narrow", "wide u")
        .node("Mul", "y", "narrow scale");
  }

  private static PrefixCut cut(ModelSketch sketch) {
    Model model = sketch.outputs("y").model();
    SymbolicShapes.infer(model);
    Graph graph = model.graph();
    Value scale = Objects.requireNonNull(graph.find("scale"));
    return PrefixCut.of(graph, List.of(scale), graph.outputs());
  }

  private static List<String> names(PrefixCut cut) {
    return cut.values().stream().map(kept -> kept.value().name()).toList();
  }

  @Test
  void keepsTheNarrowestValueAndRepeatsWhatIsCheap() {
    PrefixCut cut =
        cut(
            sketch()
                .node("MatMul", "wide", "x w")
                .node("Relu", "active", "wide")
                .node("MatMul", "narrow", "active u")
                .node("Unsqueeze", "column", "mask last")
                .longs("last", -1)
                .node("Mul", "scaled", "narrow scale")
                .node("Mul", "y", "scaled column"));
    assertEquals(List.of("narrow"), names(cut));
    assertEquals(0, cut.values().get(0).axis());
    assertEquals(1.0, cut.share());
    assertEquals("", cut.obstacle());
  }

  /** Batches are run in parts, which are slices along the first axis. */
  @Test
  void onlyValuesWithOneSlicePerExampleAreKept() {
    PrefixCut flat =
        cut(
            sketch()
                .node("Shape", "whole", "x")
                .node("Transpose", "turned", "x", "perm", new long[] {1, 0, 2})
                .node("MatMul", "wide", "turned w")
                .node("MatMul", "rows", "wide u")
                .node("Transpose", "back", "rows", "perm", new long[] {1, 0, 2})
                .node("Reshape", "flattened", "back flat")
                .node("Mul", "scaled", "flattened scale")
                .node("Reshape", "y", "scaled whole"));
    assertEquals(List.of("back"), names(flat));
  }

  @Test
  void aMeanOverTheBatchIsNotCut() {
    PrefixCut cut =
        cut(
            scaledProducts(
                sketch().node("ReduceMean", "mean", "x first").node("Sub", "centred", "x mean"),
                "centred"));
    assertEquals(List.of(), names(cut));
    assertTrue(cut.obstacle().contains("(ReduceMean)"), cut.obstacle());
  }

  @Test
  void aProductWithTheNumberOfExamplesIsNotCut() {
    PrefixCut cut =
        cut(
            scaledProducts(
                sketch()
                    .node("Shape", "shape", "x", "end", 1)
                    .node("Cast", "count", "shape", "to", DataType.FLOAT.code())
                    .node("Div", "share", "x count"),
                "share"));
    assertEquals(List.of(), names(cut));
  }

  /** What exporters make of {@code x[batch_index]}. */
  private static ModelSketch indexed(String positions) {
    return scaledProducts(
        sketch()
            .longs("zero", 0)
            .node("Shape", "shape", "x", "end", 1)
            .node("Squeeze", "count", "shape first")
            .node("Squeeze", "start", "zero first")
            .node("Squeeze", "step", "second first")
            .node("Range", "order", "start count step")
            .node("Sub", "last", "count step")
            .node("Sub", "reversed", "last order")
            .node("Gather", "picked", "x " + positions, "axis", 0),
        "picked");
  }

  @Test
  void positionsInTheBatchAreFollowed() {
    assertEquals(List.of("narrow"), names(cut(indexed("order"))));
    assertEquals(List.of(), names(cut(indexed("reversed"))));
  }

  @Test
  void whatComesAfterRandomNumbersIsNotCut() {
    PrefixCut cut =
        cut(
            scaledProducts(
                sketch().node("RandomUniformLike", "noise", "x").node("Add", "noisy", "x noise"),
                "noisy"));
    assertEquals(List.of(), names(cut));
    assertTrue(cut.obstacle().contains("draws random numbers"), cut.obstacle());
  }
}

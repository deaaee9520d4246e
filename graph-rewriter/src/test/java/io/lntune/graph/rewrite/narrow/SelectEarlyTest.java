package io.lntune.graph.rewrite.narrow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.lntune.graph.infer.SymbolicShapes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuntimeOutputs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SelectEarlyTest {
  // Narrowed products add the same terms in the same order; only the blocking may differ.
  private static final double ROUNDING = 1e-6;

  /** One attention layer over [2, 4, 6] with a head that reads one position. */
  private static ModelSketch encoder(long position) {
    ModelSketch sketch = ModelSketch.opset(21).input("x", DataType.FLOAT, 2, 4, 6);
    sketch
        .graph()
        .find("x")
        .setType(
            new TensorType(
                DataType.FLOAT,
                new Shape(List.of(Dim.of(2), Dim.symbolic("sequence"), Dim.of(6)))));
    return sketch
        .initializer(SineTensors.matrix("w", 6, 6, 0.3))
        .initializer(SineTensors.matrix("u", 6, 6, 0.7))
        .initializer(SineTensors.matrix("gain", 1, 6, 0.9))
        .initializer(SineTensors.matrix("head", 6, 3, 1.1))
        .initializer(Tensor.ofLongs("position", Shape.SCALAR, position))
        .longs("wide", -1)
        .longs("zero", 0)
        .longs("heads", 2, 3)
        .longs("last", -1)
        .node("MatMul", "q0", "x w")
        .node("MatMul", "k0", "x u")
        .node("Shape", "leading", "q0", "end", 2)
        .node("Concat", "split", "leading heads", "axis", 0)
        .node("Reshape", "q1", "q0 split")
        .node("Reshape", "k1", "k0 split")
        .node("Transpose", "q2", "q1", "perm", new long[] {0, 2, 1, 3})
        .node("Transpose", "k2", "k1", "perm", new long[] {0, 2, 3, 1})
        .node("Transpose", "v2", "k1", "perm", new long[] {0, 2, 1, 3})
        .node("MatMul", "scores", "q2 k2")
        .node("Softmax", "weights", "scores", "axis", -1)
        .node("MatMul", "mixed", "weights v2")
        .node("Transpose", "merged", "mixed", "perm", new long[] {0, 2, 1, 3})
        .node("Shape", "whole", "x")
        .node("Reshape", "context", "merged whole")
        .node("MatMul", "dense", "context w")
        .node("Add", "sum", "dense x")
        .node("LayerNormalization", "normed", "sum gain", "axis", -1)
        .node("Gather", "token", "normed position", "axis", 1)
        .node("MatMul", "logits", "token head");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2, -1, -3})
  void aHeadThatReadsOnePositionNeedsTheLayerForThatPosition(long position) {
    Model model = encoder(position).outputs("logits").model();
    Tensor before = run(model);
    SymbolicShapes.infer(model);
    new SelectEarly().run(model);
    GraphCheck.check(model);
    assertSize(model, 1, "dense", 1);
    assertSize(model, 1, "q0", 1);
    assertSize(model, 2, "scores", 1);
    assertEquals(-1, model.graph().find("k0").shape().dim(1).size(), "keys are read whole");
    assertArrayEquals(before.toDoubles(), run(model).toDoubles(), ROUNDING);
  }

  @Test
  void aLayerThatIsAlsoReadWholeStaysWhole() {
    Model model = encoder(0).outputs("logits sum").model();
    SymbolicShapes.infer(model);
    new SelectEarly().run(model);
    assertEquals(-1, model.graph().find("dense").shape().dim(1).size());
  }

  @Test
  void twoDifferentPositionsKeepTheLayerWhole() {
    Model model =
        encoder(0)
            .initializer(Tensor.ofLongs("other", Shape.SCALAR, 1))
            .node("Gather", "second", "normed other", "axis", 1)
            .outputs("logits second")
            .model();
    SymbolicShapes.infer(model);
    assertFalse(narrows(model, "dense"));
  }

  @Test
  void aSoftmaxOverTheSelectedAxisStaysWhole() {
    Model model =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, 2, 4, 6)
            .initializer(Tensor.ofLongs("position", Shape.SCALAR, 1))
            .node("Exp", "exp", "x")
            .node("Softmax", "soft", "exp", "axis", 1)
            .node("Gather", "token", "soft position", "axis", 1)
            .outputs("token")
            .model();
    SymbolicShapes.infer(model);
    assertFalse(narrows(model, "exp"));
  }

  private static boolean narrows(Model model, String value) {
    new SelectEarly().run(model);
    Shape shape = model.graph().find(value).shape();
    assertNotNull(shape);
    return shape.dim(1).size() == 1;
  }

  private static void assertSize(Model model, int axis, String value, long size) {
    Shape shape = model.graph().find(value).shape();
    assertNotNull(shape, value);
    assertEquals(size, shape.dim(axis).size(), value);
  }

  private static Tensor run(Model model) {
    return RuntimeOutputs.of(model, Map.of("x", SineTensors.matrix("x", 8, 6, 1.0).named("x")))
        .get("logits");
  }
}

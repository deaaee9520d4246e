package io.lntune.graph.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.ParityCase;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.pass.InlineFunctions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShapeOracleTest {
  /** GPT-2's oldest export reshapes its inputs, so that no rank is certain before it is run. */
  private static final int KNOWN_PERCENT = 30;

  static List<ParityCase> cases() {
    return ParityCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theGraphIsAsBeforeButTyped(ParityCase parityCase) {
    Model model = parityCase.model();
    new InlineFunctions().run(model);
    clearTypes(model);
    byte[] before = ModelWriter.toBytes(model, TensorPlacement.INLINE);

    ShapeOracle.infer(model);

    GraphCheck.check(model);
    for (Value value : model.graph().values()) {
      if (value.producer() != null) {
        assertNotEquals(DataType.UNDEFINED, value.elementType(), value.name());
      }
    }
    clearTypes(model);
    assertArrayEquals(before, ModelWriter.toBytes(model, TensorPlacement.INLINE));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shapesAgreeWithWhatTheRuntimeComputes(ParityCase parityCase) {
    Model model = parityCase.model();
    new InlineFunctions().run(model);
    ShapeOracle.infer(model);
    Map<String, TensorType> inferred = new LinkedHashMap<>();
    for (Value value : List.copyOf(model.graph().values())) {
      if (value.producer() != null && !model.graph().isOutput(value)) {
        inferred.put(value.name(), value.tensorType());
        value.setType(null);
        model.graph().addOutput(value);
      }
    }

    Map<String, Tensor> actual = RuntimeOutputs.of(model, parityCase.inputs());

    int ranked = 0;
    for (Map.Entry<String, TensorType> entry : inferred.entrySet()) {
      Tensor tensor = actual.get(entry.getKey());
      assertEquals(tensor.elementType(), entry.getValue().elementType(), entry.getKey());
      if (entry.getValue().shape() != null) {
        ranked++;
        assertFits(entry.getValue().shape(), tensor);
      }
    }
    assertTrue(ranked * 100 >= inferred.size() * KNOWN_PERCENT, ranked + " of " + inferred.size());
  }

  private static void assertFits(Shape declared, Tensor actual) {
    assertEquals(declared.rank(), actual.shape().rank(), actual.name());
    for (int i = 0; i < declared.rank(); i++) {
      if (declared.dim(i).isStatic()) {
        assertEquals(declared.dim(i), actual.shape().dim(i), actual.name());
      }
    }
  }

  @Test
  void largeInitializersComeBack() {
    double[] values = new double[2048];
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, -1, 64);
    sketch.initializer(TensorElements.encode("w", DataType.FLOAT, Shape.of(64, 32), values));
    sketch.node("MatMul", "h", "x w").node("Relu", "y", "h").outputs("y");
    Tensor stored = sketch.graph().find("w").initializer();

    ShapeOracle.infer(sketch.model());

    assertEquals(stored, sketch.graph().find("w").initializer());
    assertEquals(List.of("x"), sketch.graph().inputs().stream().map(Value::name).toList());
    assertEquals(List.of("y"), sketch.graph().outputs().stream().map(Value::name).toList());
    assertEquals(32, sketch.graph().find("h").shape().dim(1).size());
    assertEquals(2, sketch.graph().find("y").shape().rank());
  }

  @Test
  void anUnknownOperatorIsUnsupportedAndLeavesTheGraphAlone() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 2, 4);
    sketch.model().opsets().put("my.domain", 1L);
    sketch.node("my.domain::Mystery", "h", "x").node("Relu", "y", "h").outputs("y");
    byte[] before = ModelWriter.toBytes(sketch.model(), TensorPlacement.INLINE);

    LntuneException failure =
        assertThrows(LntuneException.class, () -> ShapeOracle.infer(sketch.model()));

    assertEquals(LntuneException.Kind.UNSUPPORTED, failure.kind());
    assertTrue(failure.what().contains("Mystery"), failure.what());
    assertArrayEquals(before, ModelWriter.toBytes(sketch.model(), TensorPlacement.INLINE));
  }

  @Test
  void aRankThatOnlyRunningTellsIsUnknownNotZero() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, -1);
    sketch.input("shape", DataType.INT64, -1);
    sketch.node("Reshape", "r", "x shape").node("Relu", "s", "r").node("Exp", "y", "s");

    ShapeOracle.infer(sketch.outputs("y").model());

    assertNull(sketch.graph().find("r").shape());
    assertNull(sketch.graph().find("s").shape());
    assertEquals(DataType.FLOAT, sketch.graph().find("r").elementType());
  }

  /** r of x reshaped to [n, -1, 2], of which the runtime does not know the first. */
  private static ModelSketch reshaped() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, -1, -1);
    sketch.longs("first", 0).longs("rest", -1, 2);
    sketch.node("Shape", "s", "x").node("Gather", "n", "s first").node("Add", "m", "n n");
    return sketch
        .node("Concat", "target", "m rest", "axis", 0)
        .node("Reshape", "r", "x target")
        .node("Neg", "y", "r");
  }

  @Test
  void aSizeThatAReshapeStatesIsKnownBesideComputedOnes() {
    ModelSketch sketch = reshaped();

    ShapeOracle.infer(sketch.outputs("y").model());

    assertEquals(2, sketch.graph().find("r").shape().dim(2).size());
  }

  /** Another session passes it on, where so much may decide a branch or a rank. */
  @Test
  void whatFollowsAReshapeIsKnownWhereARankIsNot() {
    ModelSketch sketch = reshaped().input("shape", DataType.INT64, -1);

    ShapeOracle.infer(sketch.node("Reshape", "u", "x shape").outputs("y u").model());

    assertNull(sketch.graph().find("u").shape());
    assertEquals(2, sketch.graph().find("y").shape().dim(2).size());
  }

  @Test
  void aScalarStaysOne() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 3);
    sketch.node("ReduceSum", "s", "x", "keepdims", 0).node("Neg", "t", "s").node("Exp", "y", "t");

    ShapeOracle.infer(sketch.outputs("y").model());

    assertNotNull(sketch.graph().find("s").shape());
    assertEquals(Shape.SCALAR, sketch.graph().find("t").shape());
  }

  private static void clearTypes(Model model) {
    for (Value value : model.graph().values()) {
      if (value.producer() != null && !model.graph().isOutput(value)) {
        value.setType(null);
      }
    }
  }
}

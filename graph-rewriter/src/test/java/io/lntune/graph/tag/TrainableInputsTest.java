package io.lntune.graph.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.ParityCase;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainableInputsTest {
  /** Fed values are the stored ones and the runtime is not told to optimise: bits must agree. */
  private static final double EXACT = 0;

  private static final String NORM = "norm.weight";

  static List<ParityCase> cases() {
    return ParityCase.all().stream().filter(one -> !one.name().contains("localfn")).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fedWithTheStoredValuesTheModelIsTheSame(ParityCase parityCase) {
    Model model = parityCase.model();
    Map<String, Tensor> expected = RuntimeOutputs.of(model, parityCase.inputs());

    List<ParameterTag> tags = Tagger.tag(model.graph(), TargetSelector.ALL_NORMS).tags();
    Map<ParameterTag, Value> inputs = TrainableInputs.expose(model.graph(), tags);

    GraphCheck.check(model);
    Map<String, Tensor> feeds = new LinkedHashMap<>(parityCase.inputs());
    inputs.forEach(
        (tag, input) -> {
          assertEquals(tag.name(), input.name());
          assertEquals(DataType.FLOAT, input.elementType());
          assertEquals(tag.shape(), input.shape());
          assertTrue(model.graph().isInput(input));
          feeds.put(
              tag.name(),
              TensorElements.encode(
                  tag.name(), DataType.FLOAT, tag.shape(), tag.stored().toDoubles()));
        });
    TensorAssertions.assertClose(expected, RuntimeOutputs.of(model, feeds), EXACT);
  }

  @Test
  void theStoredTensorIsGone() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 2, 4);
    sketch.floats(NORM, new long[] {4}, 1, 2, 3, 4);
    sketch.node("LayerNormalization", "y", "x norm.weight").outputs("y");

    expose(sketch);

    assertEquals(List.of(), List.copyOf(sketch.graph().initializers()));
    assertNull(sketch.graph().find(NORM).initializer());
    assertEquals(List.of("x", NORM), names(sketch.graph().inputs()));
  }

  @Test
  void halfPrecisionStorageGetsAFloat32InputAndACast() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT16, 2, 4);
    sketch.initializer(
        TensorElements.encode(NORM, DataType.FLOAT16, Shape.of(4), new double[] {1, 2, 3, 4}));
    sketch.node("LayerNormalization", "y", "x norm.weight").outputs("y");

    expose(sketch);

    GraphCheck.check(sketch.model());
    Value input = sketch.graph().find(NORM);
    assertEquals(DataType.FLOAT, input.elementType());
    Node cast = sketch.graph().nodes().get(0);
    assertEquals("Cast", cast.op().type());
    assertEquals(DataType.FLOAT16.code(), cast.attributes().intValue("to", 0));
    Node norm = sketch.graph().nodes().get(1);
    assertEquals(cast.output(0), norm.input(1));
  }

  @Test
  void otherReadersOfTheStorageKeepIt() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 2, 4);
    sketch.floats(NORM, new long[] {4}, 1, 2, 3, 4);
    sketch.node("LayerNormalization", "h", "x norm.weight").node("Add", "y", "h norm.weight");
    Model model = sketch.outputs("y").model();

    expose(sketch);

    GraphCheck.check(model);
    Node add = model.graph().nodes().get(1);
    Tensor kept = add.requiredInput(1).initializer();
    assertNotNull(kept);
    assertEquals(10, Arrays.stream(kept.toDoubles()).sum());
    Node norm = model.graph().nodes().get(0);
    assertEquals(NORM, norm.requiredInput(1).name());
    assertTrue(model.graph().isInput(norm.requiredInput(1)));
  }

  private static void expose(ModelSketch sketch) {
    List<ParameterTag> tags = Tagger.tag(sketch.graph(), TargetSelector.ALL_NORMS).tags();
    assertEquals(1, tags.size());
    TrainableInputs.expose(sketch.graph(), tags);
  }

  private static List<String> names(List<Value> values) {
    return values.stream().map(Value::name).toList();
  }
}

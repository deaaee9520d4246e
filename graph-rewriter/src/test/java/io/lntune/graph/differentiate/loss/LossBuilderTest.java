package io.lntune.graph.differentiate.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.reference.Array;
import org.junit.jupiter.api.Test;

class LossBuilderTest {
  private static final long[] ONE = {1};

  private final Graph graph = new Graph(null);

  @Test
  void aScalarOfTheGraphIsItsOwnLoss() {
    Array value = Array.floats(ONE, 2.5);
    LossGraph own =
        new LossGraph(new LossSpec.GraphOutput(""), value, Shape.of(ONE), Array.floats(ONE, 0));
    assertNull(own.loss().label());
    LossGraph.Result result = own.evaluate();
    assertEquals(2.5, result.loss().item());
    assertEquals(0, result.loss().rank());
    assertArrayEquals(new double[] {1}, result.gradient().data());
    assertArrayEquals(ONE, result.gradient().dims());
  }

  @Test
  void findsTheOutputByNameOrTakesTheFirst() {
    Value first = output("first");
    Value second = output("second");
    LossBuilder builder = new LossBuilder(graph);
    assertEquals(first, builder.build(new LossSpec.MeanSquaredError("")).predictions());
    assertEquals(second, builder.build(new LossSpec.MeanSquaredError("second")).predictions());
  }

  @Test
  void anUnknownOutputIsAnErrorThatListsTheOutputs() {
    output("first");
    output("second");
    LossSpec spec = new LossSpec.MeanSquaredError("third");
    LntuneException e =
        assertThrows(LntuneException.class, () -> new LossBuilder(graph).build(spec));
    assertEquals(LntuneException.Kind.USAGE, e.kind());
    assertTrue(e.what().contains("'third'"), e.what());
    assertTrue(e.remedy().contains("first, second"), e.remedy());
  }

  @Test
  void theLabelIsANewInputBesideOneOfThatName() {
    graph.addInput(graph.define("labels"));
    output("first");
    Loss loss = new LossBuilder(graph).build(new LossSpec.MeanSquaredError(""));
    assertEquals(2, graph.inputs().size());
    assertEquals(graph.inputs().get(1), loss.label());
    assertEquals(loss.predictions().type(), loss.label().type());
  }

  private Value output(String name) {
    Value value = graph.define(name);
    value.setType(new TensorType(DataType.FLOAT, Shape.of(2, 3)));
    graph.addOutput(value);
    return value;
  }
}

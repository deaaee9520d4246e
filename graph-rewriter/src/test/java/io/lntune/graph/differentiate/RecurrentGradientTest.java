package io.lntune.graph.differentiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.infer.ShapeOracle;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.reference.Array;
import io.lntune.graph.reference.DirectionalCheck;
import io.lntune.graph.reference.ReferenceEvaluator;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.RewriteDriver;
import io.lntune.graph.rewrite.lower.LoweringRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Recurrent layers have their gradients from the loops they are lowered to: 3 steps of a batch of
 * 2, input 2, hidden 3, of which the second sequence is one step shorter.
 */
class RecurrentGradientTest {
  private static final long SEED = 31;

  private final Graph graph = new Graph(null);
  private final Model model = new Model(graph);
  private final Random random = new Random(SEED);
  private final Map<String, Array> feeds = new LinkedHashMap<>();

  @ParameterizedTest
  @CsvSource({
    "LSTM, 4, 2, forward",
    "LSTM, 4, 2, bidirectional",
    "GRU, 3, 1, reverse",
    "GRU, 3, 1, bidirectional",
    "RNN, 1, 1, bidirectional"
  })
  void everyInputHasItsGradient(String op, int gates, int states, String direction) {
    int directions = direction.equals("bidirectional") ? 2 : 1;
    List<Value> wanted = new ArrayList<>();
    wanted.add(floats("x", 3, 2, 2));
    wanted.add(floats("w", directions, gates * 3L, 2));
    wanted.add(floats("r", directions, gates * 3L, 3));
    wanted.add(floats("b", directions, 2L * gates * 3L));
    List<Value> inputs = new ArrayList<>(wanted);
    inputs.add(input("lengths", Array.of(DataType.INT32, new long[] {2}, new double[] {3, 2})));
    for (int state = 0; state < states; state++) {
      Value initial = floats("initial" + state, directions, 2, 3);
      wanted.add(initial);
      inputs.add(initial);
    }
    List<Value> outputs = new ArrayList<>();
    for (int i = 0; i <= states; i++) {
      outputs.add(graph.define("y" + i));
    }
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("hidden_size", new Attribute.IntValue(3));
    attributes.put("direction", new Attribute.StringValue(direction));
    graph.insert(null, OpId.onnx(op), "layer", inputs, outputs, attributes);
    outputs.forEach(graph::addOutput);
    lower();
    check(wanted);
  }

  private void lower() {
    model.setIrVersion(CanonicalOpset.IR_VERSION);
    model.opsets().put("", CanonicalOpset.VERSION);
    new RewriteDriver(LoweringRules.all()).apply(model);
    ShapeOracle.infer(model);
    assertTrue(graph.nodes().stream().anyMatch(node -> node.is("Loop")));
  }

  private void check(List<Value> wanted) {
    Map<Value, Value> seeds = new LinkedHashMap<>();
    Map<String, Array> upstream = new LinkedHashMap<>();
    Map<String, Array> results = new ReferenceEvaluator().evaluate(graph, feeds);
    List<Value> outputs = List.copyOf(graph.outputs());
    for (Value output : outputs) {
      Value seed = floats("d" + output.name(), results.get(output.name()).dims());
      seeds.put(output, seed);
      upstream.put(output.name(), feeds.get(seed.name()));
    }
    Map<Value, Value> gradients =
        new ReverseMode(StandardGradients.registry(), OperatorTarget.STANDARD)
            .differentiate(graph, seeds, wanted);
    assertEquals(wanted.size(), gradients.size());
    DirectionalCheck check = new DirectionalCheck(graph, feeds, upstream);
    gradients.forEach(
        (value, gradient) -> {
          Array found = new ReferenceEvaluator().evaluate(graph, feeds, gradient.name());
          DirectionalCheck.Outcome outcome = check.check(value.name(), found, SEED);
          assertTrue(
              outcome.relativeError() < Tolerances.CENTRAL_DIFFERENCE,
              value.name() + " " + outcome.detail());
        });
  }

  private Value floats(String name, long... dims) {
    return input(name, Array.random(DataType.FLOAT, random, -1, 1, dims));
  }

  private Value input(String name, Array array) {
    Value value = graph.define(name);
    value.setType(new TensorType(array.type(), Shape.of(array.dims())));
    feeds.put(name, array);
    return graph.addInput(value);
  }
}

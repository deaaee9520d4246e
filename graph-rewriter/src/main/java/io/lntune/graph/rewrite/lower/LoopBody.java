package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Loop (opset 21) of a given number of steps that is being written. */
final class LoopBody {
  private final GraphBuilder outer;
  private final Value steps;
  private final Graph graph;
  private final CoreOperators core;
  private final Value step;
  private final Value condition;
  private final List<@Nullable Value> initial;

  /** A loop emitted through {@code outer}; {@code steps} is int64 []. */
  LoopBody(GraphBuilder outer, Value steps) {
    this.outer = outer;
    this.steps = steps;
    this.initial = new ArrayList<>(Arrays.asList(steps, null));
    graph = new Graph(outer.graph());
    graph.setName("steps");
    core = new CoreOperators(GraphBuilder.atEnd(graph, "step"));
    step = input("number", new TensorType(DataType.INT64, Shape.SCALAR));
    condition = input("condition", new TensorType(DataType.BOOL, Shape.SCALAR));
  }

  Graph graph() {
    return graph;
  }

  CoreOperators core() {
    return core;
  }

  /** A state that starts as {@code start}. */
  Value state(Value start) {
    initial.add(start);
    return input("state", start.tensorType());
  }

  /** Index of this step, counted from the end when {@code reversed}: int64 []. */
  Value position(boolean reversed) {
    GraphBuilder b = core.builder();
    return reversed ? b.sub(b.sub(steps, step), b.scalar(1, DataType.INT64)) : step;
  }

  /** What this step takes of a sequence outside. */
  Value slice(Value sequence, long axis, boolean reversed) {
    return core.gather(sequence, position(reversed), axis);
  }

  /** Emits the loop; {@code results} are the next states and then what is stacked. */
  List<Value> run(List<Value> results, int states) {
    output(condition);
    results.forEach(this::output);
    List<Value> outputs =
        outer.calls(
            OpId.onnx("Loop"),
            results.size(),
            Map.of("body", new Attribute.GraphValue(graph)),
            initial.toArray(new @Nullable Value[0]));
    for (int i = 0; i < outputs.size(); i++) {
      Value source = i < states ? graph.inputs().get(2 + i) : results.get(i);
      outer.typed(outputs.get(i), source.elementType());
    }
    return outputs;
  }

  /** A stacked result with its steps in reverse order. */
  Value reversed(Value stack) {
    CoreOperators outside = new CoreOperators(outer);
    Value last = outer.sub(steps, outer.scalar(1, DataType.INT64));
    Value order = outer.sub(last, outside.range(outer.unsqueeze(steps, 0)));
    return outside.gather(stack, order, 0);
  }

  private Value input(String name, @Nullable TensorType type) {
    Value input = graph.fresh(name);
    input.setType(type);
    return graph.addInput(input);
  }

  /** A body must compute what it returns. */
  private void output(Value value) {
    graph.addOutput(
        value.producer() != null && value.graph() == graph && !graph.isOutput(value)
            ? value
            : core.unary("Identity", value));
  }
}

package io.lntune.graph.differentiate.control;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loop (opset 21): a loop of as many steps that runs backwards. Each step takes what the forward
 * step received from its history, computes the forward body once more, turns the gradients of the
 * states after the step into those before it, and adds up the gradients of what the body captures.
 * States must keep their shape from step to step, for their history is one tensor; others are
 * refused by name.
 */
public final class LoopGradient {
  private final GradientContext g;
  private final LoopParts loop;
  private final LoopHistory history;
  private final BackwardBody body;
  private final Map<Value, Value> placeholders = new LinkedHashMap<>();

  private LoopGradient(GradientContext g) {
    this.g = g;
    this.loop = LoopParts.of(g.node());
    this.history = new LoopHistory(loop);
    this.body = new BackwardBody(g, loop.body());
  }

  /** The gradients of initial states and of everything the body captures. */
  public static Gradients of(GradientContext g) {
    return new LoopGradient(g).gradients();
  }

  private Gradients gradients() {
    List<Integer> states = new LoopStates(g, loop).active();
    int stacks = loop.stacks();
    Value steps = steps();
    Value last = g.builder().sub(steps, g.builder().scalar(1, DataType.INT64));
    Value number = body.input("step", new TensorType(DataType.INT64, Shape.SCALAR));
    Value condition = body.input("condition", new TensorType(DataType.BOOL, Shape.SCALAR));
    List<@Nullable Value> initial = new ArrayList<>();
    List<Value> carried = new ArrayList<>();
    for (int state : states) {
      initial.add(startOf(state));
      carried.add(body.input("gradient", GradientContext.gradientType(loop.stateIn(state))));
    }
    Value position = body.builder().sub(last, number);
    loop.body().inputs().forEach(input -> placeholders.put(input, body.placeholder(input)));
    body.repeatForward();
    for (int i = 0; i < states.size(); i++) {
      body.seed(loop.stateOut(states.get(i)), carried.get(i));
    }
    for (int stack = 0; stack < stacks; stack++) {
      Value upstream = g.upstream(loop.stack(stack));
      if (upstream != null) {
        body.seed(loop.slice(stack), at(position, upstream));
      }
    }
    List<Value> wanted = new ArrayList<>(g.captured());
    states.forEach(state -> wanted.add(placeholder(loop.stateIn(state))));
    Map<Value, Value> found = body.differentiate(wanted);
    body.output(condition, condition.type());
    for (int i = 0; i < states.size(); i++) {
      Value gradient = found.get(placeholder(loop.stateIn(states.get(i))));
      body.output(
          gradient == null ? body.zerosLike(carried.get(i)) : gradient, carried.get(i).type());
    }
    List<Value> captured = g.captured().stream().filter(found::containsKey).toList();
    for (Value value : captured) {
      Value sum = body.input("sum", GradientContext.gradientType(value));
      initial.add(g.zeros(g.shapeOf(value), gradientElement(value)));
      Value gradient = found.get(value);
      body.output(gradient == null ? sum : body.builder().add(sum, gradient), sum.type());
    }
    body.prune(position);
    readHistory(position);
    body.prune(null);
    return collect(states, captured, steps, initial);
  }

  private Gradients collect(
      List<Integer> states, List<Value> captured, Value steps, List<@Nullable Value> initial) {
    Gradients gradients = g.gradients();
    if (initial.isEmpty()) {
      return gradients;
    }
    initial.add(0, steps);
    initial.add(1, null);
    List<Value> results =
        g.builder()
            .calls(
                OpId.onnx("Loop"),
                initial.size() - 2,
                Map.of("body", new Attribute.GraphValue(body.graph())),
                initial.toArray(new @Nullable Value[0]));
    for (int i = 0; i < states.size(); i++) {
      int input = loop.initial(states.get(i));
      Value result = results.get(i);
      if (g.needs(input)) {
        result.setType(GradientContext.gradientType(g.in(input)));
      }
      gradients.input(input, () -> result);
    }
    for (int i = 0; i < captured.size(); i++) {
      Value result = results.get(states.size() + i);
      result.setType(GradientContext.gradientType(captured.get(i)));
      gradients.captured(captured.get(i), result);
    }
    return gradients;
  }

  /** Number of steps that the forward loop made: int64 []. */
  private Value steps() {
    GraphBuilder b = g.builder();
    Value numbers = history.of(loop.body().inputs().get(0));
    Map<String, Attribute> first = new LinkedHashMap<>();
    first.put("start", new Attribute.IntValue(0));
    first.put("end", new Attribute.IntValue(1));
    Value size = b.typed(b.call(OpId.onnx("Shape"), first, numbers), DataType.INT64);
    return b.squeeze(size, 0);
  }

  private Value startOf(int state) {
    Value upstream = g.upstream(state);
    return upstream != null ? upstream : g.zerosLike(loop.anyOf(state));
  }

  private Value placeholder(Value bodyInput) {
    Value value = placeholders.get(bodyInput);
    if (value == null) {
      throw new IllegalArgumentException(bodyInput + " is no input of the body");
    }
    return value;
  }

  /** Gives every placeholder that is read what the forward step received. */
  private void readHistory(Value position) {
    Graph graph = body.graph();
    Node after = position.producer();
    Node anchor = after == null ? null : after.next();
    placeholders.forEach(
        (input, value) -> {
          if (!value.uses().isEmpty()) {
            GrowingStates.refuse(loop, input);
            graph.insert(
                anchor,
                OpId.onnx("Gather"),
                value.name(),
                List.of(history.of(input), position),
                List.of(value),
                Map.of("axis", new Attribute.IntValue(0)));
          } else {
            graph.removeValue(value);
          }
        });
  }

  private Value at(Value position, Value stack) {
    Value slice =
        body.builder()
            .call(OpId.onnx("Gather"), Map.of("axis", new Attribute.IntValue(0)), stack, position);
    return body.builder().like(stack, slice);
  }

  private static DataType gradientElement(Value value) {
    return value.elementType().isFloatingPoint() ? value.elementType() : DataType.FLOAT;
  }
}

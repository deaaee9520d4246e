package io.lntune.graph.differentiate;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.ir.ValueType;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Appends the backward graph: reverse accumulation from the loss to the trainable values, through
 * the nodes that lie between them only. The graph's values must carry types (see the infer stage).
 */
public final class ReverseMode {
  private final GradientRegistry registry;
  private final OperatorTarget target;

  public ReverseMode(GradientRegistry registry, OperatorTarget target) {
    this.registry = registry;
    this.target = target;
  }

  OperatorTarget target() {
    return target;
  }

  public GradientRegistry registry() {
    return registry;
  }

  /**
   * Differentiates.
   *
   * @param graph the forward graph, or a body inside one; backward nodes are appended
   * @param seeds gradient of the loss with respect to the values it was computed from
   * @param trainable the values whose gradients are wanted; of a body also values around it
   * @return the gradient of each trainable value; absent when the loss does not depend on it
   * @throws LntuneException when an operator on the way has no gradient
   */
  public Map<Value, Value> differentiate(
      Graph graph, Map<Value, Value> seeds, List<Value> trainable) {
    List<Node> forward = new ArrayList<>();
    ActivePath path = ActivePath.between(graph, registry, trainable, seeds.keySet());
    path.requireSupported();
    for (Node node : graph.nodes()) {
      if (path.nodes().contains(node)) {
        forward.add(node);
      }
    }
    Accumulator accumulator = new Accumulator();
    seeds.forEach(accumulator::add);
    Map<Value, Value> shapes = new HashMap<>();
    GraphBuilder root = GraphBuilder.atEnd(graph, "backward");
    for (int i = forward.size() - 1; i >= 0; i--) {
      Node node = forward.get(i);
      Map<Value, Value> upstream = accumulator.collect(node, root);
      if (!upstream.isEmpty()) {
        apply(node, root, upstream, path.values(), shapes, accumulator);
      }
    }
    Map<Value, Value> gradients = new LinkedHashMap<>();
    for (Value value : trainable) {
      Value gradient = accumulator.total(value, root);
      if (gradient != null) {
        gradients.put(value, gradient);
      }
    }
    return gradients;
  }

  private void apply(
      Node node,
      GraphBuilder root,
      Map<Value, Value> upstream,
      Set<Value> active,
      Map<Value, Value> shapes,
      Accumulator accumulator) {
    if (!(registry.find(node.op()) instanceof GradientEntry.Differentiable entry)) {
      return;
    }
    GraphBuilder builder = root.scoped("backward" + scope(node));
    GradientContext context = new GradientContext(node, builder, upstream, active, this, shapes);
    Gradients results = entry.rule().of(context);
    results.byCapture().forEach(accumulator::add);
    results
        .byInput()
        .forEach(
            (index, gradient) -> {
              Value input = node.requiredInput(index);
              Value reduced =
                  entry.broadcasts()
                      ? context.unbroadcast(gradient, node.requiredOutput(0), input)
                      : gradient;
              accumulator.add(input, reduced);
            });
  }

  private static String scope(Node node) {
    Value output = node.output(0);
    String name = node.name().isEmpty() && output != null ? output.name() : node.name();
    return name.startsWith("/") ? name : "/" + name;
  }

  /** Partial gradients per value, summed when the value's producer is reached. */
  private static final class Accumulator {
    private final Map<Value, List<Value>> parts = new HashMap<>();

    void add(Value value, Value gradient) {
      parts.computeIfAbsent(value, key -> new ArrayList<>()).add(gradient);
    }

    Map<Value, Value> collect(Node node, GraphBuilder builder) {
      Map<Value, Value> upstream = new HashMap<>();
      for (Value output : node.outputs()) {
        Value gradient = output == null ? null : total(output, builder);
        if (gradient != null) {
          upstream.put(output, gradient);
        }
      }
      return upstream;
    }

    @Nullable Value total(Value value, GraphBuilder builder) {
      List<Value> list = parts.get(value);
      if (list == null) {
        return null;
      }
      // One after the other: the runtime's Sum works on one thread, and waits for all of them.
      @Nullable ValueType type = GradientContext.gradientType(value);
      Value sum = list.get(0);
      sum.setType(type);
      for (Value part : list.subList(1, list.size())) {
        sum = builder.add(sum, part);
        sum.setType(type);
      }
      parts.put(value, new ArrayList<>(List.of(sum)));
      return sum;
    }
  }
}

package io.lntune.graph.rewrite.runtime;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.Pass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps frozen weights of reduced precision as they are stored: every use of a dequantised or cast
 * weight gets a dequantisation of its own, which the runtime cannot evaluate at load. Otherwise the
 * runtime holds all weights in float32, from load on, or from a weight's use in the forward graph
 * to that in the backward graph. Requires topological order; leaves unused nodes behind.
 *
 * <p>The new nodes stand first in the graph, because ONNX Runtime computes those inputs of a node
 * first that stand last: the weight becomes real when the other operand is there, just before use.
 */
public final class DequantizeAtUse implements Pass {
  @Override
  public String name() {
    return "DequantizeAtUse";
  }

  @Override
  public boolean run(Model model) {
    Graph graph = model.graph();
    ComputedWeights weights = new ComputedWeights(graph);
    boolean changed = false;
    List<Node> nodes = graph.nodes();
    boolean reshapes = weights.any(DataType.BFLOAT16);
    Value zero = null;
    for (Node node : nodes) {
      Value output = node.output(0);
      if (output != null && weights.contains(output)) {
        continue;
      }
      for (int i = 0; i < node.inputs().size(); i++) {
        Value input = node.input(i);
        if (input != null && weights.contains(input) && !isOwn(input)) {
          if (reshapes && zero == null) {
            zero = RunTimeZero.of(graph, GraphBuilder.before(nodes.get(0), "weights"));
          }
          Copy copy = new Copy(GraphBuilder.before(nodes.get(0), node.name()), weights, zero);
          graph.setNodeInput(node, i, copy.of(input));
          changed = true;
        }
      }
    }
    if (changed) {
      model.opsets().putIfAbsent(OpId.MICROSOFT, 1L);
    }
    return changed;
  }

  /** True when this is the only use and the weight is seen through a view. */
  private static boolean isOwn(Value value) {
    Node producer = value.producer();
    if (producer == null || value.uses().size() > 1) {
      return false;
    }
    return WeightView.isView(producer)
        || producer.inputs().stream().anyMatch(input -> input != null && isOwn(input));
  }

  /** One copy of the nodes between stored weights and a use. */
  private static final class Copy {
    private final GraphBuilder builder;
    private final ComputedWeights weights;
    private final @Nullable Value zero;
    private final Map<Value, Value> copies = new HashMap<>();

    Copy(GraphBuilder builder, ComputedWeights weights, @Nullable Value zero) {
      this.builder = builder;
      this.weights = weights;
      this.zero = zero;
    }

    Value of(Value value) {
      Value copy = copies.get(value);
      if (copy == null) {
        copy = make(value);
        copies.put(value, copy);
      }
      return copy;
    }

    private Value make(Value value) {
      Node producer = value.producer();
      if (producer == null) {
        return weights.isStored(value) ? viewed(value) : value;
      }
      if (WeightView.isReshaped(producer)) {
        return viewed(producer.requiredInput(0));
      }
      @Nullable Value[] inputs = new @Nullable Value[producer.inputs().size()];
      boolean view = WeightView.isView(producer);
      for (int i = 0; i < inputs.length; i++) {
        Value input = producer.input(i);
        inputs[i] = input == null || view ? input : of(input);
      }
      Value first = producer.requiredInput(0);
      if (producer.is("DequantizeLinear") && WeightView.refuses(first.elementType())) {
        // Seen through a view, the scale keeps the runtime from evaluating the node as well.
        inputs[1] = WeightView.of(of(producer.requiredInput(1)), builder);
      }
      return builder.sameType(
          value, builder.call(producer.op(), producer.attributes().copy(), inputs));
    }

    private Value viewed(Value weight) {
      if (WeightView.takes(weight.elementType())) {
        return WeightView.of(weight, builder);
      }
      boolean reshapes = weight.elementType() == DataType.BFLOAT16;
      return reshapes && zero != null ? WeightView.reshaped(weight, zero, builder) : weight;
    }
  }
}

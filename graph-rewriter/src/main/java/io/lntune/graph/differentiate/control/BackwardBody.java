package io.lntune.graph.differentiate.control;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.ir.ValueType;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.GraphCopy;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The backward form of one body: the body's nodes once more, then their gradients. Forward values
 * live inside the body only, so computing them again is the one way to have them.
 */
final class BackwardBody {
  private final GradientContext context;
  private final Graph forward;
  private final Graph graph;
  private final GraphBuilder builder;
  private final GraphCopy copy = new GraphCopy();
  private final Map<Value, Value> seeds = new LinkedHashMap<>();

  BackwardBody(GradientContext context, Graph forward) {
    this.context = context;
    this.forward = forward;
    this.graph = new Graph(context.builder().graph());
    this.graph.setName(forward.name() + "_backward");
    this.builder = GraphBuilder.atEnd(graph, "backward");
  }

  Graph graph() {
    return graph;
  }

  GraphBuilder builder() {
    return builder;
  }

  /** A new input of this body. */
  Value input(String name, @Nullable ValueType type) {
    Value input = graph.fresh(name);
    input.setType(type);
    return graph.addInput(input);
  }

  /** A value without producer that stands for an input of the forward body. */
  Value placeholder(Value forwardInput) {
    Value value = graph.fresh(forwardInput.name());
    value.setType(forwardInput.type());
    copy.put(forwardInput, value);
    return value;
  }

  /** Emits the forward nodes. */
  void repeatForward() {
    copy.nodes(forward, graph, null);
  }

  /** States the gradient of an output of the forward body. */
  void seed(Value forwardOutput, Value gradient) {
    Value output = copy.of(forwardOutput);
    // A value of its own, for the branches of one node may give it different types.
    Value own = builder.call("Identity", gradient);
    own.setType(GradientContext.gradientType(output));
    seeds.merge(output, own, builder::add);
  }

  /** Emits the gradients of {@code wanted}; a value that nothing depends on is left out. */
  Map<Value, Value> differentiate(List<Value> wanted) {
    try {
      return context.reverse().differentiate(graph, seeds, wanted);
    } catch (LntuneException e) {
      throw e.inside(context.node().describe());
    }
  }

  /** Zeros of the shape of {@code like}. */
  Value zerosLike(Value like) {
    DataType type = like.elementType().isFloatingPoint() ? like.elementType() : DataType.FLOAT;
    return builder.constantOfShape(builder.shapeOf(like), type, 0);
  }

  /** Makes {@code result} an output: a body must compute what it returns. */
  void output(Value result, @Nullable ValueType type) {
    Value output = builder.call("Identity", result);
    output.setType(type);
    graph.addOutput(output);
  }

  /** Takes out the nodes whose results nothing reads, but for that of {@code kept}. */
  void prune(@Nullable Value kept) {
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.outputs().stream()
          .allMatch(value -> value == null || (isUnread(value) && value != kept))) {
        Subgraphs.nested(node).forEach(inner -> inner.nodes().forEach(inner::remove));
        graph.remove(node);
        node.outputs().stream().filter(value -> value != null).forEach(graph::removeValue);
      }
    }
    for (Value stored : List.copyOf(graph.initializers())) {
      if (isUnread(stored)) {
        graph.removeValue(stored);
      }
    }
  }

  private boolean isUnread(Value value) {
    return value.uses().isEmpty() && !graph.isOutput(value);
  }
}

package io.lntune.graph.rewrite.narrow;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Carries out what {@link SelectEarly} found: nodes keep their place, values become smaller. */
final class Narrowing {
  private final Graph graph;
  private final Map<Node, List<@Nullable Selection>> wanted;
  private final Map<Node, Selection> narrowed;
  private final Map<Value, Map<Selection, Value>> slices = new HashMap<>();

  Narrowing(
      Graph graph, Map<Node, List<@Nullable Selection>> wanted, Map<Node, Selection> narrowed) {
    this.graph = graph;
    this.wanted = wanted;
    this.narrowed = narrowed;
  }

  void apply() {
    for (Node node : graph.nodes()) {
      Selection selection = narrowed.get(node);
      if (selection != null) {
        narrow(node, selection, Objects.requireNonNull(wanted.get(node)));
      } else if (wanted.containsKey(node) && isNarrowed(node.requiredInput(0))) {
        selectAll(node);
      }
    }
  }

  private boolean isNarrowed(Value value) {
    Node producer = value.producer();
    return producer != null && narrowed.containsKey(producer);
  }

  private void narrow(Node node, Selection selection, List<@Nullable Selection> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      Selection part = inputs.get(i);
      if (part != null && !isNarrowed(node.requiredInput(i))) {
        graph.setNodeInput(node, i, slice(node, node.requiredInput(i), part));
      }
    }
    if (node.is("Reshape")) {
      graph.setNodeInput(node, 1, target(node, selection));
    }
    Value output = node.requiredOutput(0);
    Shape full = Objects.requireNonNull(output.shape());
    output.setType(new TensorType(output.elementType(), selection.of(full)));
  }

  private Value slice(Node before, Value value, Selection part) {
    return slices
        .computeIfAbsent(value, key -> new HashMap<>())
        .computeIfAbsent(
            part,
            key -> {
              GraphBuilder builder = GraphBuilder.before(before, value.name() + "/selected");
              Value result =
                  builder.call(
                      "Slice",
                      value,
                      builder.longs(part.start()),
                      builder.longs(part.end()),
                      builder.longs(part.axis()));
              Shape full = Objects.requireNonNull(value.shape());
              result.setType(new TensorType(value.elementType(), part.of(full)));
              return result;
            });
  }

  /**
   * The shape a Reshape asks for, with the selected axis shortened: int64 [rank]. Entries 0 and -1
   * keep their meaning, since the axis stands at the same place before and after.
   */
  private static Value target(Node node, Selection selection) {
    GraphBuilder builder = GraphBuilder.before(node, node.name() + "/selected");
    Value asked = node.requiredInput(1);
    Tensor constant = ConstantTensor.of(asked);
    if (constant != null) {
      long[] sizes = constant.toLongs();
      sizes[selection.axis()] = selection.length();
      return builder.longs(sizes);
    }
    Value zero = builder.longs(0);
    Value axis = builder.longs(selection.axis());
    Value after = builder.longs(selection.axis() + 1L);
    Value end = builder.longs(Long.MAX_VALUE);
    return builder.concat(
        0,
        builder.call("Slice", asked, zero, axis, zero),
        builder.longs(selection.length()),
        builder.call("Slice", asked, after, end, zero));
  }

  /** Everything of an input that already holds the selection only. */
  private void selectAll(Node node) {
    GraphBuilder builder = GraphBuilder.before(node, node.name() + "/selected");
    if (node.is("Gather")) {
      Shape shape = Objects.requireNonNull(ConstantTensor.of(node.requiredInput(1))).shape();
      long[] first = new long[1];
      graph.setNodeInput(
          node, 1, builder.constant(Tensor.ofLongs(node.name() + "/first", shape, first)));
    } else {
      graph.setNodeInput(node, 1, builder.longs(0));
      graph.setNodeInput(node, 2, builder.longs(Long.MAX_VALUE));
    }
  }
}

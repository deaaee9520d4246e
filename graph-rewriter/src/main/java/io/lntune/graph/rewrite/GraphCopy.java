package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies the nodes of a body to another graph under new names. Values defined outside of the body
 * stay what they are, unless another value was put in their place.
 */
public final class GraphCopy {
  private final Map<Value, Value> copies = new HashMap<>();

  /** Lets {@code replacement} stand for {@code original} in everything copied from now on. */
  public void put(Value original, Value replacement) {
    copies.put(original, replacement);
  }

  /** The copy of a value; a value that was not copied is its own. */
  public Value of(Value original) {
    return copies.getOrDefault(original, original);
  }

  /** Copies initializers and nodes of {@code source} into {@code target}, before an anchor. */
  public void nodes(Graph source, Graph target, @Nullable Node anchor) {
    for (Value initializer : source.initializers()) {
      Tensor tensor = initializer.initializer();
      if (tensor != null && !copies.containsKey(initializer)) {
        target.putInitializer(tensor.named(fresh(initializer, target).name()));
      }
    }
    for (Node node : source.nodes()) {
      node(node, target, anchor);
    }
  }

  /** Copies one node into {@code target}, before an anchor. */
  public void node(Node node, Graph target, @Nullable Node anchor) {
    List<@Nullable Value> inputs = new ArrayList<>();
    for (Value input : node.inputs()) {
      inputs.add(input == null ? null : of(input));
    }
    List<@Nullable Value> outputs = new ArrayList<>();
    for (Value output : node.outputs()) {
      outputs.add(output == null ? null : fresh(output, target));
    }
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    node.attributes().asMap().forEach((name, value) -> attributes.put(name, copy(value, target)));
    Node copied = target.insert(anchor, node.op(), node.name(), inputs, outputs, attributes);
    copied.setOverload(node.overload());
    copied.metadata().putAll(node.metadata());
  }

  private Attribute copy(Attribute attribute, Graph parent) {
    if (attribute instanceof Attribute.GraphValue single) {
      return new Attribute.GraphValue(body(single.value(), parent));
    }
    if (attribute instanceof Attribute.Graphs several) {
      return new Attribute.Graphs(
          several.values().stream().map(each -> body(each, parent)).toList());
    }
    return attribute;
  }

  private Graph body(Graph source, Graph parent) {
    Graph target = new Graph(parent);
    target.setName(source.name());
    source.inputs().forEach(input -> target.addInput(fresh(input, target)));
    nodes(source, target, null);
    source.outputs().forEach(output -> target.addOutput(of(output)));
    return target;
  }

  private Value fresh(Value original, Graph target) {
    Value copied = target.fresh(original.name());
    copied.setType(original.type());
    copies.put(original, copied);
    return copied;
  }
}

package io.lntune.graph.rewrite.pass;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Function;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies the body of a function to the place of one call. Names get the call's name as prefix;
 * attribute references take the call's value or the default; nodes without annotations inherit the
 * call's.
 */
final class FunctionBodyCopy {
  private final Node call;
  private final Function function;
  private final String prefix;
  private final Map<Value, Value> copies = new HashMap<>();
  private final List<Node> added = new ArrayList<>();

  FunctionBodyCopy(Node call, Function function) {
    this.call = call;
    this.function = function;
    Value first = call.output(0);
    this.prefix = (call.name().isEmpty() && first != null ? first.name() : call.name()) + "/";
  }

  /** Replaces the call; returns every node added, those inside subgraphs included. */
  List<Node> replaceCall() {
    Graph graph = call.graph();
    Graph body = function.body();
    if (call.inputs().size() > body.inputs().size()
        || call.outputs().size() > body.outputs().size()) {
      throw LntuneException.badInput(
          "A call has more inputs or outputs than function '" + function.op() + "'",
          call.describe(),
          "The model is damaged; export it again.");
    }
    for (int i = 0; i < body.inputs().size(); i++) {
      Value argument = call.input(i);
      if (argument != null) {
        copies.put(body.inputs().get(i), argument);
      }
    }
    Map<Value, Value> aliases = new LinkedHashMap<>();
    for (int i = 0; i < call.outputs().size(); i++) {
      Value result = call.output(i);
      Value computed = body.outputs().get(i);
      if (result != null && computed.producer() != null && !copies.containsKey(computed)) {
        copies.put(computed, result);
      } else if (result != null) {
        aliases.put(result, computed);
      }
    }
    // A body has initializers only where lifting its opset made some.
    copyInitializers(body, graph);
    for (Node node : body.nodes()) {
      copy(node, graph, call);
    }
    aliases.forEach((result, computed) -> addAlias(graph, result, computed));
    graph.remove(call);
    return added;
  }

  private void addAlias(Graph graph, Value result, Value computed) {
    Value source = copies.get(computed);
    if (source == null) {
      throw LntuneException.badInput(
          "Output '" + computed.name() + "' of function '" + function.op() + "' is not computed",
          call.describe(),
          "The model is damaged; export it again.");
    }
    Node alias =
        graph.insert(
            call,
            OpId.onnx("Identity"),
            prefix + computed.name(),
            List.of(source),
            List.of(result),
            Map.of());
    alias.metadata().putAll(call.metadata());
    added.add(alias);
  }

  private void copy(Node node, Graph target, @Nullable Node anchor) {
    List<@Nullable Value> inputs = new ArrayList<>();
    for (Value input : node.inputs()) {
      inputs.add(input == null ? null : copies.get(input));
    }
    while (!inputs.isEmpty() && inputs.get(inputs.size() - 1) == null) {
      inputs.remove(inputs.size() - 1);
    }
    List<@Nullable Value> outputs = new ArrayList<>();
    for (Value output : node.outputs()) {
      outputs.add(output == null ? null : copy(output, target));
    }
    String name = prefix + (node.name().isEmpty() ? node.op().type() : node.name());
    Node copied = target.insert(anchor, node.op(), name, inputs, outputs, Map.of());
    node.attributes().asMap().forEach((key, value) -> copyAttribute(copied, key, value));
    copied.setOverload(node.overload());
    copied.metadata().putAll(node.metadata().isEmpty() ? call.metadata() : node.metadata());
    added.add(copied);
  }

  private Value copy(Value value, Graph target) {
    return copies.computeIfAbsent(
        value,
        original -> {
          Value copied = target.fresh(prefix + original.name());
          copied.setType(original.type());
          return copied;
        });
  }

  private void copyAttribute(Node copied, String key, Attribute attribute) {
    Attribute value = attribute;
    if (attribute instanceof Attribute.Reference reference) {
      value = call.attributes().get(reference.attributeName());
      if (value == null) {
        value = function.attributeDefaults().get(reference.attributeName());
      }
    } else if (attribute instanceof Attribute.GraphValue subgraph) {
      value = new Attribute.GraphValue(copy(subgraph.value(), copied.graph()));
    } else if (attribute instanceof Attribute.Graphs subgraphs) {
      value =
          new Attribute.Graphs(
              subgraphs.values().stream().map(each -> copy(each, copied.graph())).toList());
    }
    if (value != null) {
      copied.setAttribute(key, value);
    }
  }

  private void copyInitializers(Graph source, Graph target) {
    for (Value initializer : source.initializers()) {
      Tensor tensor = initializer.initializer();
      if (tensor != null) {
        target.putInitializer(tensor.named(copy(initializer, target).name()));
      }
    }
  }

  private Graph copy(Graph source, Graph parent) {
    Graph target = new Graph(parent);
    target.setName(source.name());
    source.inputs().forEach(input -> target.addInput(copy(input, target)));
    copyInitializers(source, target);
    for (Node node : source.nodes()) {
      copy(node, target, null);
    }
    for (Value output : source.outputs()) {
      Value copied = copies.get(output);
      if (copied == null) {
        throw LntuneException.badInput(
            "A subgraph returns the missing input '" + output.name() + "'",
            call.describe(),
            "Give the call all inputs that function '" + function.op() + "' needs.");
      }
      target.addOutput(copied);
    }
    return target;
  }
}

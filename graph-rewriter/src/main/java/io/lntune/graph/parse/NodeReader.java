package io.lntune.graph.parse;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.proto.AttributeProto;
import io.lntune.graph.parse.proto.NodeProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds nodes to a graph in file order, resolving every name to a value that already exists. */
final class NodeReader {
  private final ReadContext context;
  private final AttributeReader attributes;

  NodeReader(ReadContext context, AttributeReader attributes) {
    this.context = context;
    this.attributes = attributes;
  }

  /** Appends {@code protos} to {@code graph}; {@code defined} are the names taken so far. */
  void read(List<NodeProto> protos, Graph graph, Set<String> defined) {
    // In a cycle, or where a name is defined twice, reading comes upon the name that is at fault.
    for (NodeProto proto : NodeOrder.sorted(protos).orElse(protos)) {
      read(proto, protos, graph, defined);
    }
  }

  private void read(NodeProto proto, List<NodeProto> all, Graph graph, Set<String> defined) {
    String object = describe(proto);
    if (proto.getOpType().isEmpty()) {
      throw context.malformed("A node has no operator", object);
    }
    List<@Nullable Value> inputs = new ArrayList<>(proto.getInputCount());
    for (String name : proto.getInputList()) {
      Value value = name.isEmpty() ? null : graph.find(name);
      if (value == null && !name.isEmpty()) {
        throw unresolved(name, object, all);
      }
      inputs.add(value);
    }
    Map<String, Attribute> parsed = new LinkedHashMap<>();
    for (AttributeProto each : proto.getAttributeList()) {
      if (parsed.put(each.getName(), attributes.read(each, graph, object)) != null) {
        throw context.malformed("Attribute '" + each.getName() + "' occurs twice", object);
      }
    }
    List<@Nullable Value> outputs = new ArrayList<>(proto.getOutputCount());
    for (String name : proto.getOutputList()) {
      context.requireText(name, object);
      if (!name.isEmpty() && !defined.add(name)) {
        throw context.malformed("Value '" + name + "' is defined a second time", object);
      }
      outputs.add(name.isEmpty() ? null : graph.define(name));
    }
    OpId op = new OpId(proto.getDomain(), proto.getOpType());
    Node node = graph.insert(null, op, proto.getName(), inputs, outputs, parsed);
    node.setOverload(proto.getOverload());
    node.metadata().putAll(StringEntries.toMap(proto.getMetadataPropsList()));
    node.setCarrier(new NodeCarrier(proto, List.copyOf(parsed.values())));
  }

  private LntuneException unresolved(String name, String object, List<NodeProto> all) {
    boolean computed = all.stream().anyMatch(each -> each.getOutputList().contains(name));
    return context.malformed(
        computed
            ? "Input '" + name + "' is computed from itself: the nodes form a cycle"
            : "Input '" + name + "' is not defined anywhere",
        object);
  }

  private static String describe(NodeProto proto) {
    String name = proto.getName();
    if (name.isEmpty()) {
      name = proto.getOutputCount() > 0 ? "producing " + proto.getOutput(0) : "unnamed";
    }
    return "node '" + name + "' (" + proto.getOpType() + ")";
  }
}

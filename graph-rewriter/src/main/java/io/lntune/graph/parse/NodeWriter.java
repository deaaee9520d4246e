package io.lntune.graph.parse;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.proto.AttributeProto;
import io.lntune.graph.parse.proto.NodeProto;
import java.util.Map;

/** Turns nodes back into the schema; an untouched node stays as the file had it. */
final class NodeWriter {
  private final AttributeWriter attributes;

  NodeWriter(AttributeWriter attributes) {
    this.attributes = attributes;
  }

  NodeProto write(Node node) {
    if (!(node.carrier() instanceof NodeCarrier carrier)) {
      return writeNew(node);
    }
    if (carrier.describes(node)) {
      return carrier.proto();
    }
    NodeProto.Builder builder = carrier.proto().toBuilder().clearAttribute();
    node.attributes()
        .asMap()
        .forEach((name, each) -> builder.addAttribute(attribute(name, each, carrier)));
    if (!node.metadata().equals(carrier.metadata())) {
      builder.clearMetadataProps().addAllMetadataProps(StringEntries.of(node.metadata()));
    }
    if (!builder.getName().equals(node.name())) {
      builder.setName(node.name());
    }
    if (!builder.getOverload().equals(node.overload())) {
      builder.setOverload(node.overload());
    }
    return link(node, builder);
  }

  private AttributeProto attribute(String name, Attribute attribute, NodeCarrier carrier) {
    AttributeProto old = carrier.attribute(name);
    boolean subgraph =
        attribute instanceof Attribute.GraphValue || attribute instanceof Attribute.Graphs;
    if (old != null && !subgraph && carrier.holds(attribute)) {
      return old;
    }
    return attributes.write(name, attribute, old);
  }

  private NodeProto writeNew(Node node) {
    NodeProto.Builder builder = NodeProto.newBuilder().setOpType(node.op().type());
    if (!node.op().domain().isEmpty()) {
      builder.setDomain(node.op().domain());
    }
    if (!node.name().isEmpty()) {
      builder.setName(node.name());
    }
    if (!node.overload().isEmpty()) {
      builder.setOverload(node.overload());
    }
    for (Map.Entry<String, Attribute> each : node.attributes().asMap().entrySet()) {
      builder.addAttribute(attributes.write(each.getKey(), each.getValue(), null));
    }
    return link(node, builder.addAllMetadataProps(StringEntries.of(node.metadata())));
  }

  private static NodeProto link(Node node, NodeProto.Builder builder) {
    builder.clearInput().clearOutput();
    for (Value input : node.inputs()) {
      builder.addInput(input == null ? "" : input.name());
    }
    for (Value output : node.outputs()) {
      builder.addOutput(output == null ? "" : output.name());
    }
    return builder.build();
  }
}

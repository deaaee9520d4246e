package io.lntune.graph.parse;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Carrier;
import io.lntune.graph.ir.Node;
import io.lntune.graph.parse.proto.AttributeProto;
import io.lntune.graph.parse.proto.NodeProto;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node as the file had it.
 *
 * @param proto the node; large contents are replaced by markers
 * @param attributes what each attribute of {@code proto} was understood as, in the same order
 */
record NodeCarrier(NodeProto proto, List<Attribute> attributes) implements Carrier {
  /** True when {@code proto} is right for {@code node} as it is now. */
  boolean describes(Node node) {
    return !node.isModified()
        && !hasSubgraph()
        && node.overload().equals(proto.getOverload())
        && node.metadata().equals(metadata());
  }

  /** The attribute of that name in the file; null when there was none. */
  @Nullable AttributeProto attribute(String name) {
    for (AttributeProto each : proto.getAttributeList()) {
      if (each.getName().equals(name)) {
        return each;
      }
    }
    return null;
  }

  /** True when {@code attribute} is the very object that was read from the file. */
  boolean holds(Attribute attribute) {
    return attributes.stream().anyMatch(each -> each == attribute);
  }

  Map<String, String> metadata() {
    return StringEntries.toMap(proto.getMetadataPropsList());
  }

  private boolean hasSubgraph() {
    return attributes.stream()
        .anyMatch(each -> each instanceof Attribute.GraphValue || each instanceof Attribute.Graphs);
  }
}

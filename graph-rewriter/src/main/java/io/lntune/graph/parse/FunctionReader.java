package io.lntune.graph.parse;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Function;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.parse.proto.AttributeProto;
import io.lntune.graph.parse.proto.FunctionProto;
import java.util.LinkedHashMap;
import java.util.Map;

/** Builds the functions that a model defines. */
final class FunctionReader {
  private final ReadContext context;
  private final GraphReader graphs;

  FunctionReader(ReadContext context, GraphReader graphs) {
    this.context = context;
    this.graphs = graphs;
  }

  Function read(FunctionProto proto) {
    String object = "function '" + proto.getDomain() + "::" + proto.getName() + "'";
    if (proto.getName().isEmpty()) {
      throw context.malformed("A function has no name", object);
    }
    Map<String, Attribute> defaults = new LinkedHashMap<>();
    for (AttributeProto each : proto.getAttributeProtoList()) {
      if (defaults.put(each.getName(), graphs.attributes().read(each, null, object)) != null) {
        throw context.malformed("Attribute '" + each.getName() + "' occurs twice", object);
      }
    }
    return new Function(
        new OpId(proto.getDomain(), proto.getName()),
        proto.getOverload(),
        graphs.readBody(proto),
        proto.getAttributeList().stream().toList(),
        defaults,
        Opsets.toMap(proto.getOpsetImportList(), context, object),
        new FunctionCarrier(proto, Map.copyOf(defaults)));
  }
}

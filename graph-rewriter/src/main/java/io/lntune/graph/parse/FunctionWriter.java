package io.lntune.graph.parse;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Function;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.proto.AttributeProto;
import io.lntune.graph.parse.proto.FunctionProto;
import java.util.HashMap;
import java.util.Map;

/** Turns functions back into the schema, starting from what the file had. */
final class FunctionWriter {
  private final GraphWriter graphs;

  FunctionWriter(GraphWriter graphs) {
    this.graphs = graphs;
  }

  FunctionProto write(Function function) {
    FunctionCarrier carrier =
        function.carrier() instanceof FunctionCarrier known
            ? known
            : new FunctionCarrier(FunctionProto.getDefaultInstance(), Map.of());
    FunctionProto old = carrier.proto();
    FunctionProto.Builder builder =
        old.toBuilder()
            .clearInput()
            .clearOutput()
            .clearAttribute()
            .clearAttributeProto()
            .clearNode()
            .clearOpsetImport()
            .setName(function.op().type());
    if (!old.getDomain().equals(function.op().domain()) && !old.getDomain().equals("ai.onnx")) {
      builder.setDomain(function.op().domain());
    }
    if (!old.getOverload().equals(function.overload())) {
      builder.setOverload(function.overload());
    }
    function.body().inputs().stream().map(Value::name).forEach(builder::addInput);
    function.body().outputs().stream().map(Value::name).forEach(builder::addOutput);
    builder.addAllAttribute(function.attributeNames());
    addDefaults(function, carrier, builder);
    for (Node node : function.body().nodes()) {
      builder.addNode(graphs.nodes().write(node));
    }
    return builder
        .addAllOpsetImport(Opsets.toProto(function.opsets(), old.getOpsetImportList()))
        .build();
  }

  private void addDefaults(
      Function function, FunctionCarrier carrier, FunctionProto.Builder builder) {
    Map<String, AttributeProto> old = new HashMap<>();
    carrier.proto().getAttributeProtoList().forEach(each -> old.put(each.getName(), each));
    for (Map.Entry<String, Attribute> each : function.attributeDefaults().entrySet()) {
      AttributeProto known = old.get(each.getKey());
      boolean same = carrier.attributeDefaults().get(each.getKey()) == each.getValue();
      builder.addAttributeProto(
          known != null && same
              ? known
              : graphs.attributes().write(each.getKey(), each.getValue(), known));
    }
  }
}

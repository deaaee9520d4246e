package io.lntune.graph.parse;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.proto.GraphProto;
import io.lntune.graph.parse.proto.SparseTensorProto;
import io.lntune.graph.parse.proto.ValueInfoProto;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns graphs back into the schema, starting from what the file had. */
final class GraphWriter {
  private static final GraphCarrier NOTHING =
      new GraphCarrier(GraphProto.getDefaultInstance(), List.of(), List.of(), List.of());

  private final WriteOptions options;
  private final AttributeWriter attributes = new AttributeWriter(this);
  private final NodeWriter nodes = new NodeWriter(attributes);

  GraphWriter(WriteOptions options) {
    this.options = options;
  }

  AttributeWriter attributes() {
    return attributes;
  }

  NodeWriter nodes() {
    return nodes;
  }

  GraphProto write(Graph graph) {
    GraphCarrier carrier = graph.carrier() instanceof GraphCarrier known ? known : NOTHING;
    GraphProto.Builder builder =
        carrier.proto().toBuilder()
            .clearNode()
            .clearInitializer()
            .clearSparseInitializer()
            .clearInput()
            .clearOutput()
            .clearValueInfo();
    if (!builder.getName().equals(graph.name())) {
      builder.setName(graph.name());
    }
    for (Node node : graph.nodes()) {
      builder.addNode(nodes.write(node));
    }
    for (Value value : graph.initializers()) {
      Tensor tensor = value.initializer();
      if (tensor != null) {
        builder.addInitializer(TensorWriter.write(tensor, options.placement().of(tensor)));
      }
    }
    for (SparseTensorProto sparse : carrier.proto().getSparseInitializerList()) {
      if (graph.find(sparse.getValues().getName()) != null) {
        builder.addSparseInitializer(sparse);
      }
    }
    List<Value> inputs = graph.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      builder.addInput(ValueWriter.write(inputs.get(i), carrier.inputs(), i));
    }
    List<Value> outputs = graph.outputs();
    for (int i = 0; i < outputs.size(); i++) {
      builder.addOutput(ValueWriter.write(outputs.get(i), carrier.outputs(), i));
    }
    addValueInfo(graph, carrier, builder);
    return builder.build();
  }

  private void addValueInfo(Graph graph, GraphCarrier carrier, GraphProto.Builder builder) {
    Set<Value> declared = new HashSet<>();
    for (ValueEntry entry : carrier.valueInfo()) {
      Value value = entry.value();
      if (value == null) {
        builder.addValueInfo(entry.proto());
      } else if (graph.contains(value)) {
        declared.add(value);
        builder.addValueInfo(ValueWriter.write(value, entry));
      }
    }
    declared.addAll(graph.inputs());
    declared.addAll(graph.outputs());
    for (Value value : graph.values()) {
      if (value.producer() != null
          && value.type() != null
          && !declared.contains(value)
          && options.valueTypes().test(value)) {
        builder.addValueInfo(ValueWriter.write(value, ValueInfoProto.getDefaultInstance()));
      }
    }
  }
}

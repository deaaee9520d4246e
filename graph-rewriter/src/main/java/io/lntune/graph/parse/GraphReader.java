package io.lntune.graph.parse;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.ir.ValueType;
import io.lntune.graph.parse.proto.FunctionProto;
import io.lntune.graph.parse.proto.GraphProto;
import io.lntune.graph.parse.proto.NodeProto;
import io.lntune.graph.parse.proto.SparseTensorProto;
import io.lntune.graph.parse.proto.TensorProto;
import io.lntune.graph.parse.proto.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds graphs, subgraphs and function bodies. */
final class GraphReader {
  private final ReadContext context;
  private final TensorReader tensors;
  private final AttributeReader attributes;
  private final NodeReader nodes;

  GraphReader(ReadContext context) {
    this.context = context;
    this.tensors = new TensorReader(context);
    this.attributes = new AttributeReader(context, tensors, this);
    this.nodes = new NodeReader(context, attributes);
  }

  AttributeReader attributes() {
    return attributes;
  }

  /** The graph; with {@code parent}, names that it does not define are those of the parent. */
  Graph read(GraphProto proto, @Nullable Graph parent) {
    Graph graph = new Graph(parent);
    graph.setName(proto.getName());
    Set<String> defined = new HashSet<>();
    for (ValueInfoProto input : proto.getInputList()) {
      graph.addInput(define(graph, input.getName(), defined, "graph input"));
      declare(input, graph);
    }
    readInitializers(proto, graph, defined);
    nodes.read(proto.getNodeList(), graph, defined);
    for (ValueInfoProto output : proto.getOutputList()) {
      graph.addOutput(result(output.getName(), graph));
    }
    proto.getValueInfoList().forEach(each -> declare(each, graph));
    proto.getOutputList().forEach(each -> declare(each, graph));
    graph.setCarrier(
        new GraphCarrier(
            proto,
            entries(proto.getInputList(), graph),
            entries(proto.getOutputList(), graph),
            entries(proto.getValueInfoList(), graph)));
    return graph;
  }

  /** The body of a function, which sees nothing but its inputs. */
  Graph readBody(FunctionProto proto) {
    Graph body = new Graph(null);
    body.setName(proto.getName());
    Set<String> defined = new HashSet<>();
    for (String input : proto.getInputList()) {
      body.addInput(define(body, input, defined, "input of function '" + proto.getName() + "'"));
    }
    nodes.read(proto.getNodeList(), body, defined);
    for (String output : proto.getOutputList()) {
      body.addOutput(result(output, body));
    }
    return body;
  }

  /** Checks the tensors of a graph that is carried whole by the same rules as all others. */
  void check(GraphProto proto) {
    proto.getInitializerList().forEach(each -> tensors.read(each, "a training initializer"));
    for (SparseTensorProto each : proto.getSparseInitializerList()) {
      tensors.read(each.getValues(), "a sparse training initializer");
      tensors.read(each.getIndices(), "a sparse training initializer");
    }
    for (NodeProto node : proto.getNodeList()) {
      node.getAttributeList().forEach(attributes::check);
    }
  }

  private void readInitializers(GraphProto proto, Graph graph, Set<String> defined) {
    Set<String> stored = new HashSet<>();
    for (TensorProto each : proto.getInitializerList()) {
      Tensor tensor = tensors.read(each, "an initializer without name");
      requireName(tensor.name(), "initializer");
      if (!stored.add(tensor.name())) {
        throw context.malformed(
            "Two initializers have the same name", "tensor '" + tensor.name() + "'");
      }
      defined.add(tensor.name());
      graph.putInitializer(tensor);
    }
    for (SparseTensorProto each : proto.getSparseInitializerList()) {
      String name = each.getValues().getName();
      tensors.read(each.getValues(), "sparse initializer '" + name + "'");
      tensors.read(each.getIndices(), "indices of sparse initializer '" + name + "'");
      define(graph, name, defined, "sparse initializer");
    }
  }

  private Value define(Graph graph, String name, Set<String> defined, String role) {
    requireName(name, role);
    if (!defined.add(name)) {
      throw context.malformed("Value '" + name + "' is defined a second time", role);
    }
    return graph.define(name);
  }

  private void requireName(String name, String role) {
    if (name.isEmpty()) {
      throw context.malformed("A value has no name", role);
    }
    context.requireText(name, role);
  }

  private Value result(String name, Graph graph) {
    Value value = graph.find(name);
    if (value == null) {
      throw context.malformed(
          "Output '" + name + "' is not computed", "graph '" + graph.name() + "'");
    }
    return value;
  }

  /** Takes over the declared type unless the value already has one that says as much. */
  private void declare(ValueInfoProto proto, Graph graph) {
    Value value = own(proto.getName(), graph);
    if (value == null || (value.type() != null && !isShapeless(value.type()))) {
      return;
    }
    int code = proto.getType().getTensorType().getElemType();
    if (code < 0 || code > TensorReader.MAX_TYPE_CODE) {
      throw context.malformed("Unknown element type " + code, "value '" + value.name() + "'");
    }
    ValueType type = TypeConversion.read(proto.getType());
    if (type != null) {
      value.setType(type);
    }
  }

  private static boolean isShapeless(@Nullable ValueType type) {
    return type instanceof TensorType tensor && tensor.shape() == null;
  }

  private static @Nullable Value own(String name, Graph graph) {
    Value value = graph.find(name);
    return value != null && value.graph() == graph ? value : null;
  }

  private static List<ValueEntry> entries(List<ValueInfoProto> protos, Graph graph) {
    List<ValueEntry> entries = new ArrayList<>(protos.size());
    for (ValueInfoProto proto : protos) {
      Value value = graph.find(proto.getName());
      entries.add(new ValueEntry(value, proto, value == null ? null : value.type()));
    }
    return List.copyOf(entries);
  }
}

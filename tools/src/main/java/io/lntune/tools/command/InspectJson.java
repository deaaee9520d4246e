package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.TreeMap;

/** An {@link Inspection} for programs. */
final class InspectJson {
  private InspectJson() {}

  static ObjectNode of(Inspection inspection) {
    Model model = inspection.model();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("file", inspection.file().toString());
    root.put("size_bytes", inspection.size());
    ArrayNode external = root.putArray("external_data");
    inspection
        .externalFiles()
        .forEach((name, size) -> external.addObject().put("file", name).put("size_bytes", size));
    TrainingRole role = TrainingRole.of(model.graph());
    if (role != null) {
      ObjectNode facts = root.putObject("training_role").put("name", role.name());
      new TreeMap<>(role.facts()).forEach(facts::put);
    }
    root.put("ir_version", model.irVersion());
    ObjectNode opsets = root.putObject("opsets");
    inspection
        .opsets()
        .forEach((domain, version) -> opsets.put(domain.isEmpty() ? "ai.onnx" : domain, version));
    root.putObject("producer")
        .put("name", model.producerName())
        .put("version", model.producerVersion());
    values(root.putArray("inputs"), InspectText.inputs(model.graph()));
    values(root.putArray("outputs"), model.graph().outputs());
    root.put("node_count", inspection.nodeCount());
    root.put("subgraph_count", inspection.subgraphCount());
    ArrayNode functions = root.putArray("functions");
    inspection.functions().forEach(functions::add);
    ObjectNode operators = root.putObject("operators");
    inspection.operators().forEach(operators::put);
    root.put("parameter_count", inspection.parameterCount());
    norms(root.putArray("norms"), inspection.norms());
    ArrayNode refused = root.putArray("refused");
    inspection
        .refused()
        .forEach(
            near ->
                refused
                    .addObject()
                    .put("node", near.node().name())
                    .put("operator", near.node().op().toString())
                    .put("reason", near.reason()));
    return root;
  }

  private static void values(ArrayNode array, List<Value> values) {
    for (Value value : values) {
      ObjectNode node = array.addObject().put("name", value.name());
      TensorType tensor = value.tensorType();
      if (tensor == null) {
        node.put("type", InspectText.type(value)).putNull("shape");
        continue;
      }
      node.put("type", tensor.elementType().onnxName());
      Shape shape = tensor.shape();
      if (shape == null) {
        node.putNull("shape");
      } else {
        ArrayNode sizes = node.putArray("shape");
        shape.dims().forEach(dim -> add(sizes, dim));
      }
    }
  }

  /** A number, the name of a symbolic size, or null. */
  private static void add(ArrayNode sizes, Dim dim) {
    if (dim.isStatic()) {
      sizes.add(dim.size());
    } else if (dim.symbol().isEmpty()) {
      sizes.addNull();
    } else {
      sizes.add(dim.symbol());
    }
  }

  private static void norms(ArrayNode array, List<NormRow> norms) {
    for (NormRow norm : norms) {
      ObjectNode node = array.addObject();
      node.put("form", norm.form());
      node.put("module", norm.module());
      node.put("node", norm.node());
      node.put("width", norm.width());
      if (Double.isNaN(norm.epsilon())) {
        node.putNull("epsilon");
      } else {
        node.put("epsilon", norm.epsilon());
      }
      node.put("scale", norm.scale());
      if (norm.bias().isEmpty()) {
        node.putNull("bias");
      } else {
        node.put("bias", norm.bias());
      }
      node.put("selected", norm.selected());
    }
  }
}

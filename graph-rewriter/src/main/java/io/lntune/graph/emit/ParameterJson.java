package io.lntune.graph.emit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import java.util.ArrayList;
import java.util.List;

/** A parameter's entry in the manifest. */
final class ParameterJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ParameterJson() {}

  static ObjectNode write(PlannedParameter parameter) {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", parameter.name());
    node.put("module", parameter.module());
    node.put("role", parameter.role());
    node.put("form", parameter.form());
    node.set("shape", JSON.valueToTree(parameter.shape()));
    node.set("consumers", JSON.valueToTree(parameter.consumers()));
    node.put("initializer", parameter.initializer());
    node.put("exclusive", parameter.exclusive());
    ArrayNode uses = node.putArray("uses");
    for (PlannedParameter.NodeInput use : parameter.uses()) {
      uses.addObject().put("node", use.node()).put("input", use.input());
    }
    node.put("decay_origin", parameter.decayOrigin());
    node.put("gradient", parameter.gradientName());
    StoredValues stored = parameter.stored();
    ObjectNode values = node.putObject("stored").put("type", stored.type().onnxName());
    values.set("shape", JSON.valueToTree(stored.shape().sizes()));
    if (stored.file().isEmpty()) {
      values.put("inline", stored.inline());
    } else {
      values.put("file", stored.file()).put("offset", stored.offset());
    }
    values.put("length", stored.length());
    return node;
  }

  static PlannedParameter read(JsonNode node) {
    List<PlannedParameter.NodeInput> uses = new ArrayList<>();
    for (JsonNode use : node.path("uses")) {
      uses.add(new PlannedParameter.NodeInput(use.path("node").asInt(), use.path("input").asInt()));
    }
    JsonNode values = node.path("stored");
    long[] storedShape = longs(values.path("shape")).stream().mapToLong(Long::longValue).toArray();
    List<String> consumers = new ArrayList<>();
    node.path("consumers").forEach(name -> consumers.add(name.asText()));
    return new PlannedParameter(
        node.path("name").asText(),
        node.path("module").asText(),
        node.path("role").asText(),
        longs(node.path("shape")),
        node.path("form").asText(),
        consumers,
        new StoredValues(
            type(values.path("type").asText()),
            Shape.of(storedShape),
            values.path("file").asText(),
            values.path("offset").asLong(),
            values.path("length").asLong(),
            values.path("inline").asText()),
        node.path("initializer").asText(),
        node.path("exclusive").asBoolean(),
        uses,
        node.path("decay_origin").asDouble(),
        node.path("gradient").asText());
  }

  private static List<Long> longs(JsonNode array) {
    List<Long> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asLong()));
    return values;
  }

  static DataType type(String onnxName) {
    for (DataType type : DataType.values()) {
      if (type.onnxName().equals(onnxName)) {
        return type;
      }
    }
    throw LntuneException.badInput(
        "Unknown element type '" + onnxName + "' in the manifest", "", "Emit the artefacts again.");
  }
}

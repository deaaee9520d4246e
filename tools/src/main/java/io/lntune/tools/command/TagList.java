package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.tag.ParameterTag;
import io.lntune.graph.tag.TagReport;
import io.lntune.tools.cli.TextTable;
import java.util.ArrayList;
import java.util.List;

/** The trainable parameters as a table or as JSON. */
final class TagList {
  private TagList() {}

  static List<String> text(TagReport report) {
    TextTable table = TextTable.of("name", "module", "role", "shape", "stored type", "notes");
    for (ParameterTag tag : report.tags()) {
      table.row(
          tag.name(),
          tag.modulePath().isEmpty() ? "-" : tag.modulePath(),
          tag.role().label(),
          tag.shape().toString(),
          tag.storedType().onnxName(),
          String.join("; ", notes(tag)));
    }
    return table.lines("");
  }

  static ObjectNode json(TagReport report, long parameterCount) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("trainable_params", report.trainableCount());
    root.put("all_params", parameterCount);
    root.put("trainable_percent", TrainableLine.percent(report.trainableCount(), parameterCount));
    ArrayNode parameters = root.putArray("parameters");
    for (ParameterTag tag : report.tags()) {
      ObjectNode node = parameters.addObject();
      node.put("name", tag.name());
      node.put("module", tag.modulePath());
      node.put("role", tag.role().label());
      node.put("form", tag.sites().isEmpty() ? "" : tag.sites().get(0).form().label());
      ArrayNode shape = node.putArray("shape");
      tag.shape().dims().forEach(dim -> shape.add(dim.size()));
      node.put("stored_type", tag.storedType().onnxName());
      node.put("initializer", tag.stored().name());
      node.put("exclusive", tag.exclusive());
      ArrayNode notes = node.putArray("notes");
      notes(tag).forEach(notes::add);
    }
    return root;
  }

  private static List<String> notes(ParameterTag tag) {
    List<String> notes = new ArrayList<>();
    if (tag.sites().size() > 1) {
      notes.add("shared by " + tag.sites().size() + " layers");
    }
    if (!tag.exclusive()) {
      notes.add("untied from '" + tag.stored().name() + "'");
    }
    if (tag.decayOrigin() != 0) {
      notes.add("used as " + (long) tag.decayOrigin() + " + w");
    }
    return notes;
  }
}

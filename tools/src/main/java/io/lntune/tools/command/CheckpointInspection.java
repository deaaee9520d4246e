package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.emit.checkpoint.OptimizerGroup;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.ir.Tensor;
import io.lntune.tools.cli.TextTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a checkpoint of ONNX Runtime Training holds, for people and for programs. */
final class CheckpointInspection {
  private final Path file;
  private final TrainingCheckpoint checkpoint;

  /** Reads {@code file}; large values stay on disk. */
  CheckpointInspection(Path file) {
    this.file = file;
    this.checkpoint = TrainingCheckpoint.read(file);
  }

  List<String> text() {
    TextTable facts = new TextTable();
    facts.row("file", file.toString());
    facts.row("kind", "checkpoint of ONNX Runtime Training");
    facts.row("values", checkpoint.nominal() ? "left out (nominal)" : "present");
    facts.row("updates made", Sizes.grouped(checkpoint.step()));
    List<String> lines = new ArrayList<>(facts.lines(""));
    tensors("trained parameters", checkpoint.trainable(), lines);
    tensors("frozen parameters", checkpoint.frozen(), lines);
    for (OptimizerGroup group : checkpoint.groups()) {
      lines.add("");
      lines.add(
          "optimizer state "
              + group.name()
              + " (step "
              + group.step()
              + ", initial learning rate "
              + group.initialLearningRate()
              + ")");
      TextTable table = new TextTable();
      for (OptimizerGroup.ParameterMoments moments : group.parameters()) {
        table.row(moments.parameter(), String.join(", ", names(moments.moments())));
      }
      lines.addAll(table.lines("  "));
    }
    properties(lines);
    return lines;
  }

  private static void tensors(String title, List<Tensor> tensors, List<String> lines) {
    lines.add("");
    lines.add(title + " (" + tensors.size() + ")");
    TextTable table = new TextTable();
    for (Tensor tensor : tensors) {
      table.row(tensor.name(), tensor.elementType().onnxName() + tensor.shape());
    }
    lines.addAll(table.lines("  "));
  }

  private void properties(List<String> lines) {
    if (checkpoint.properties().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("properties");
    TextTable table = new TextTable();
    checkpoint.properties().integers().forEach((name, value) -> table.row(name, value.toString()));
    checkpoint.properties().floats().forEach((name, value) -> table.row(name, value.toString()));
    checkpoint.properties().texts().forEach(table::row);
    lines.addAll(table.lines("  "));
  }

  private static List<String> names(List<Tensor> tensors) {
    return tensors.stream().map(tensor -> tensor.name() + tensor.shape()).toList();
  }

  ObjectNode json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("file", file.toString());
    root.put("kind", "checkpoint");
    root.put("nominal", checkpoint.nominal());
    root.put("step", checkpoint.step());
    tensors(root.putArray("trained"), checkpoint.trainable());
    tensors(root.putArray("frozen"), checkpoint.frozen());
    ArrayNode groups = root.putArray("optimizer_groups");
    for (OptimizerGroup group : checkpoint.groups()) {
      ObjectNode node = groups.addObject();
      node.put("name", group.name());
      node.put("step", group.step());
      node.put("initial_learning_rate", group.initialLearningRate());
      ObjectNode moments = node.putObject("moments");
      for (OptimizerGroup.ParameterMoments each : group.parameters()) {
        tensors(moments.putArray(each.parameter()), each.moments());
      }
    }
    ObjectNode properties = root.putObject("properties");
    checkpoint.properties().integers().forEach(properties::put);
    checkpoint.properties().floats().forEach(properties::put);
    checkpoint.properties().texts().forEach(properties::put);
    return root;
  }

  private static void tensors(ArrayNode array, List<Tensor> tensors) {
    for (Tensor tensor : tensors) {
      ObjectNode node = array.addObject();
      node.put("name", tensor.name());
      node.put("type", tensor.elementType().onnxName());
      ArrayNode shape = node.putArray("shape");
      for (long size : tensor.shape().sizes()) {
        shape.add(size);
      }
    }
  }
}

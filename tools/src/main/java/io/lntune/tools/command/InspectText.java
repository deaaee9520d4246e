package io.lntune.tools.command;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OtherType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.ir.ValueType;
import io.lntune.graph.norm.NormFinding;
import io.lntune.tools.cli.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An {@link Inspection} for people. */
final class InspectText {
  private static final int OPERATORS_SHOWN = 15;
  private static final String INDENT = "  ";

  private final List<String> lines = new ArrayList<>();

  private InspectText() {}

  static List<String> of(Inspection inspection) {
    InspectText text = new InspectText();
    text.file(inspection);
    text.values("inputs", inputs(inspection.model().graph()));
    text.values("outputs", inspection.model().graph().outputs());
    text.operators(inspection.operators());
    text.norms(inspection.norms());
    text.refused(inspection.refused());
    return text.lines;
  }

  static List<Value> inputs(Graph graph) {
    return graph.inputs().stream().filter(value -> value.initializer() == null).toList();
  }

  static String type(Value value) {
    ValueType type = value.type();
    if (type instanceof OtherType other) {
      return other.description();
    }
    return type == null ? "of unknown type" : type.toString();
  }

  private void file(Inspection inspection) {
    Model model = inspection.model();
    TextTable table = new TextTable();
    table.row("file", inspection.file().toString());
    table.row("size", Sizes.bytes(inspection.size()));
    inspection
        .externalFiles()
        .forEach((name, size) -> table.row("external data", name + ", " + Sizes.bytes(size)));
    TrainingRole role = TrainingRole.of(model.graph());
    if (role != null) {
      table.row("role", role.name() + " of ONNX Runtime Training");
      new TreeMap<>(role.facts()).forEach((key, value) -> table.row(key.replace('_', ' '), value));
    }
    table.row("IR version", Long.toString(model.irVersion()));
    table.row("opsets", opsets(inspection.opsets()));
    table.row("producer", (model.producerName() + " " + model.producerVersion()).strip());
    table.row("nodes", Sizes.grouped(inspection.nodeCount()));
    if (!inspection.functions().isEmpty()) {
      table.row("functions", String.join(", ", inspection.functions()));
    }
    if (inspection.subgraphCount() > 0) {
      table.row("subgraphs", Integer.toString(inspection.subgraphCount()));
    }
    table.row("parameters", Sizes.grouped(inspection.parameterCount()));
    lines.addAll(table.lines(""));
  }

  private static String opsets(Map<String, Long> opsets) {
    return opsets.entrySet().stream()
        .map(e -> (e.getKey().isEmpty() ? "ai.onnx" : e.getKey()) + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private void values(String title, List<Value> values) {
    TextTable table = new TextTable();
    values.forEach(value -> table.row(value.name(), type(value)));
    section(title, table);
  }

  private void operators(Map<String, Long> operators) {
    TextTable table = new TextTable();
    operators.entrySet().stream()
        .limit(OPERATORS_SHOWN)
        .forEach(entry -> table.row(Sizes.grouped(entry.getValue()), entry.getKey()));
    int hidden = operators.size() - OPERATORS_SHOWN;
    if (hidden > 0) {
      table.row("...", hidden + " more, see --json");
    }
    section("operators (" + operators.size() + ")", table);
  }

  private void norms(List<NormRow> norms) {
    TextTable table = new TextTable();
    if (!norms.isEmpty()) {
      table.row("form", "module", "width", "epsilon", "scale", "bias", "selected");
    }
    for (NormRow norm : norms) {
      table.row(
          norm.form(),
          dash(norm.module()),
          Long.toString(norm.width()),
          Double.isNaN(norm.epsilon()) ? "-" : Sizes.plain(norm.epsilon()),
          dash(norm.scale()),
          dash(norm.bias()),
          norm.selected() ? "yes" : "no");
    }
    section("normalisation layers (" + norms.size() + ")", table);
  }

  private void refused(List<NormFinding.Refused> refused) {
    if (!refused.isEmpty()) {
      TextTable table = new TextTable();
      refused.forEach(near -> table.row(near.node().describe(), near.reason()));
      section("almost normalisation layers (" + refused.size() + ")", table);
    }
  }

  private void section(String title, TextTable table) {
    lines.add("");
    lines.add(title);
    lines.addAll(table.lines(INDENT));
  }

  private static String dash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}

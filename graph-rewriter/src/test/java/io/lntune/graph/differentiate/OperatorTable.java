package io.lntune.graph.differentiate;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.rewrite.RewriteRule;
import io.lntune.graph.rewrite.lower.LoweringRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Every operator that a gradient can meet, from the registry, the lowering rules and the cases. */
final class OperatorTable {
  private static final String HALF = "float16, bfloat16, float";
  private static final String EVERY_FLOAT = HALF + ", double";

  /** Operators whose last input may be repeated. */
  private static final Set<String> VARIADIC = Set.of("Sum", "Mean", "Max", "Min", "Concat");

  /** Operators of old opsets that are replaced by their successor before anything else. */
  private static final Map<String, String> REPLACED =
      Map.of("Upsample", "Resize", "Scatter", "ScatterElements");

  private final GradientRegistry registry = StandardGradients.registry();
  private final Map<OpId, RewriteRule> lowering = new LinkedHashMap<>();
  private final Map<OpId, List<GradientCase>> cases;

  OperatorTable() {
    for (RewriteRule rule : LoweringRules.all()) {
      rule.roots().forEach(op -> lowering.put(op, rule));
    }
    cases = GradientCases.all().stream().collect(Collectors.groupingBy(GradientCase::op));
  }

  /** Operators with a gradient rule, by name. */
  List<OperatorRow> rules() {
    List<OperatorRow> rows = new ArrayList<>();
    for (OpId op : GradientCoverage.operators(registry, GradientEntry.Differentiable.class)) {
      rows.add(new OperatorRow(op, AcceptedOpsets.of(op), inputs(op), types(op), how(op)));
    }
    return sorted(rows);
  }

  /** Operators that become others before differentiation and have no rule of their own. */
  List<OperatorRow> lowered() {
    List<OperatorRow> rows = new ArrayList<>();
    lowering.forEach(
        (op, rule) -> {
          if (registry.find(op) == null) {
            String form = "lowered to " + LoweredForms.of(rule.name());
            rows.add(new OperatorRow(op, AcceptedOpsets.of(op), "as lowered", "as lowered", form));
          }
        });
    REPLACED.forEach(
        (type, successor) -> {
          OpId op = OpId.onnx(type);
          String form = "becomes `" + successor + "` when the opset is lifted";
          rows.add(new OperatorRow(op, AcceptedOpsets.of(op), "as lowered", "as lowered", form));
        });
    return sorted(rows);
  }

  /** Operators that are constant between steps. */
  List<OperatorRow> zeros() {
    return sorted(
        GradientCoverage.operators(registry, GradientEntry.Zero.class).stream()
            .map(op -> new OperatorRow(op, AcceptedOpsets.of(op), "none", "any", "zero"))
            .toList());
  }

  /** Operators that are known to have no useful gradient. */
  List<OperatorRow> refused() {
    List<OperatorRow> rows = new ArrayList<>();
    registry
        .entries()
        .forEach(
            (op, entry) -> {
              if (entry instanceof GradientEntry.NotDifferentiable not) {
                String reason = "refused: " + not.reason();
                rows.add(new OperatorRow(op, AcceptedOpsets.of(op), "none", "any", reason));
              }
            });
    return sorted(rows);
  }

  private String how(OpId op) {
    String how = GradientCoverage.STRAIGHT_THROUGH.contains(op) ? "straight-through" : "rule";
    RewriteRule rule = lowering.get(op);
    return rule == null ? how : how + ", or lowered to " + LoweredForms.of(rule.name());
  }

  private String inputs(OpId op) {
    if (VARIADIC.contains(op.type())) {
      return "all";
    }
    TreeSet<Integer> active = new TreeSet<>();
    boolean captured = false;
    for (GradientCase subject : cases.getOrDefault(op, List.of())) {
      for (int index : subject.active()) {
        if (index < subject.inputs()) {
          active.add(index);
        } else {
          captured = true;
        }
      }
    }
    if (active.isEmpty()) {
      return captured ? "captured" : "0";
    }
    String indices = active.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return captured ? indices + ", captured" : indices;
  }

  private String types(OpId op) {
    if (GradientCoverage.STRAIGHT_THROUGH.contains(op)) {
      return "float with int8 or uint8";
    }
    boolean everywhereInDouble =
        cases.getOrDefault(op, List.of()).stream()
            .allMatch(subject -> subject.exactType() == DataType.DOUBLE);
    return everywhereInDouble ? EVERY_FLOAT : HALF;
  }

  private static List<OperatorRow> sorted(List<OperatorRow> rows) {
    return rows.stream()
        .sorted(
            Comparator.comparing((OperatorRow row) -> row.op().domain())
                .thenComparing(row -> row.op().type()))
        .toList();
  }
}

package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.trainer.train.Evaluation;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** The outcome of an evaluation as a line or in JSON. */
final class SummaryText {
  private SummaryText() {}

  static String line(Evaluation.Summary summary) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "loss %.6f", summary.loss()));
    if (summary.parts().size() > 1) {
      line.append(parts(summary.parts()));
    }
    new TreeMap<>(summary.metrics())
        .forEach(
            (name, value) -> line.append(String.format(Locale.ROOT, "  %s %.4f", name, value)));
    return line.append("  examples ").append(Sizes.grouped(summary.examples())).toString();
  }

  /** The summands of a loss in brackets. */
  static String parts(Map<String, Double> parts) {
    StringJoiner text = new StringJoiner(", ", " (", ")");
    parts.forEach((name, value) -> text.add(String.format(Locale.ROOT, "%s %.4f", name, value)));
    return text.toString();
  }

  static void put(ObjectNode node, Evaluation.Summary summary) {
    put(node, "loss", summary.loss());
    if (summary.parts().size() > 1) {
      ObjectNode parts = node.putObject("losses");
      summary.parts().forEach((name, value) -> put(parts, name, value));
    }
    for (Map.Entry<String, Double> metric : new TreeMap<>(summary.metrics()).entrySet()) {
      put(node, metric.getKey(), metric.getValue());
    }
    node.put("examples", summary.examples());
  }

  /** JSON has no word for infinity and NaN. */
  static void put(ObjectNode node, String name, double number) {
    if (Double.isFinite(number)) {
      node.put(name, number);
    } else {
      node.putNull(name);
    }
  }
}

package io.lntune.graph.rewrite;

import java.util.List;
import java.util.Locale;

/**
 * Account of a run of the {@link RewriteDriver}.
 *
 * @param rules one entry per rule, in the driver's order
 * @param sweeps passes over the graph, the last one without effect included
 * @param complete false when the cap on sweeps ended the run while rules still applied
 */
public record RewriteReport(List<RuleStatistics> rules, int sweeps, boolean complete) {
  private static final int SHOWN_REASONS = 3;

  public RewriteReport {
    rules = List.copyOf(rules);
  }

  /** Number of replacements by all rules. */
  public long applied() {
    return rules.stream().mapToLong(RuleStatistics::applied).sum();
  }

  /** The entry of the rule with that name. */
  public RuleStatistics rule(String name) {
    return rules.stream()
        .filter(rule -> rule.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no rule " + name));
  }

  /** A table for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT, "%d sweeps%s%n", sweeps, complete ? "" : ", stopped by the limit"));
    for (RuleStatistics rule : rules) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-28s tried %6d applied %6d %8.1f ms%n",
              rule.name(),
              rule.tried(),
              rule.applied(),
              rule.nanoseconds() / 1e6));
      for (RuleStatistics.Declined declined : rule.topReasons(SHOWN_REASONS)) {
        text.append(
            String.format(Locale.ROOT, "  %6d x %s%n", declined.count(), declined.example()));
      }
    }
    return text.toString();
  }
}

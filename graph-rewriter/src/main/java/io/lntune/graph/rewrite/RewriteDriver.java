package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Applies rules over a graph and the graphs inside it, in sweeps from first node to last, until a
 * sweep changes nothing or the cap on sweeps is reached. The only place that carries out what rules
 * propose: it keeps the names of graph outputs and the types of values, removes nodes that become
 * dead, and keeps the account. A sweep is linear in the size of the graph.
 */
public final class RewriteDriver {
  /** Sweeps after which a run ends even if rules still apply. */
  public static final int DEFAULT_MAXIMUM_SWEEPS = 16;

  private final List<RewriteRule> rules;
  private final int maximumSweeps;

  /** A driver for {@code rules}; at one node they are tried in this order. */
  public RewriteDriver(List<? extends RewriteRule> rules) {
    this(rules, DEFAULT_MAXIMUM_SWEEPS);
  }

  /** A driver with its own cap on sweeps. */
  public RewriteDriver(List<? extends RewriteRule> rules, int maximumSweeps) {
    this.rules = List.copyOf(rules);
    this.maximumSweeps = maximumSweeps;
    for (RewriteRule rule : this.rules) {
      if (rule.roots().isEmpty()) {
        throw new IllegalArgumentException("rule " + rule.name() + " has no root operator");
      }
    }
  }

  /** Rewrites {@code model}; further domains of emitted nodes are imported with version 1. */
  public RewriteReport apply(Model model) {
    return run(model.graph(), domain -> model.opsets().putIfAbsent(domain, 1L));
  }

  /** Rewrites {@code graph}; the caller sees to the imports of operator domains. */
  public RewriteReport apply(Graph graph) {
    return run(graph, domain -> {});
  }

  /** This driver as a pass; each run's account goes to {@code reports}. */
  public Pass asPass(String name, Consumer<RewriteReport> reports) {
    return new Pass() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public boolean run(Model model) {
        RewriteReport report = apply(model);
        reports.accept(report);
        return report.applied() > 0;
      }
    };
  }

  private RewriteReport run(Graph graph, Consumer<String> domains) {
    List<RuleStatistics> statistics = new ArrayList<>();
    Map<OpId, List<RewriteRun.Entry>> index = new HashMap<>();
    for (RewriteRule rule : rules) {
      RewriteRun.Entry entry = new RewriteRun.Entry(rule, new RuleStatistics(rule.name()));
      statistics.add(entry.statistics());
      for (OpId root : rule.roots()) {
        index.computeIfAbsent(root, key -> new ArrayList<>()).add(entry);
      }
    }
    RewriteRun run = new RewriteRun(graph, index, domains);
    int sweeps = 0;
    boolean changed = true;
    while (changed && sweeps < maximumSweeps) {
      changed = run.sweep();
      sweeps++;
    }
    return new RewriteReport(statistics, sweeps, !changed);
  }
}

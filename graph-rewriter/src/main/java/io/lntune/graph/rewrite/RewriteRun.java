package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of the {@link RewriteDriver} over one graph. */
final class RewriteRun {
  /** A rule with its account. */
  record Entry(RewriteRule rule, RuleStatistics statistics) {}

  private final Graph root;
  private final Map<OpId, List<Entry>> rulesByRoot;
  private final Consumer<String> emittedDomains;
  private DeadNodes deadNodes;
  private final Map<Graph, GraphBuilder> builders = new HashMap<>();
  private final Set<Graph> unordered = new HashSet<>();

  RewriteRun(Graph root, Map<OpId, List<Entry>> rulesByRoot, Consumer<String> emittedDomains) {
    this.root = root;
    this.rulesByRoot = rulesByRoot;
    this.emittedDomains = emittedDomains;
    this.deadNodes = new DeadNodes(root);
  }

  /** Tries every rule at every node once; returns whether anything changed. */
  boolean sweep() {
    // Graphs inside emitted nodes have outputs of their own, so each sweep starts afresh.
    deadNodes = new DeadNodes(root);
    boolean changed = false;
    for (Graph graph : Subgraphs.withNested(root)) {
      for (Node node : graph.nodes()) {
        changed |= !deadNodes.isRemoved(node) && visit(node);
      }
    }
    unordered.forEach(GraphOrder::sort);
    unordered.clear();
    return changed;
  }

  private boolean visit(Node node) {
    for (Entry entry : rulesByRoot.getOrDefault(node.op(), List.of())) {
      long start = System.nanoTime();
      boolean applied = tryRule(node, entry);
      entry.statistics().countTried(System.nanoTime() - start);
      if (applied) {
        return true;
      }
    }
    return false;
  }

  private boolean tryRule(Node node, Entry entry) {
    GraphBuilder builder =
        builders
            .computeIfAbsent(node.graph(), graph -> GraphBuilder.atEnd(graph, ""))
            .at(node, scope(node));
    Decision decision = entry.rule().apply(node, builder);
    if (decision instanceof Decision.Decline decline) {
      entry.statistics().countDeclined(decline.reason(), decline.where());
      deadNodes.removeFrom(builder.emitted());
      return false;
    }
    Map<Value, Value> replacements = ((Decision.Replace) decision).replacements();
    requireSound(entry.rule(), replacements, builder.emitted());
    for (Node emitted : builder.emitted()) {
      if (emitted.metadata().isEmpty()) {
        emitted.metadata().putAll(node.metadata());
      }
      if (!emitted.op().domain().isEmpty()) {
        emittedDomains.accept(emitted.op().domain());
      }
    }
    carryOut(node, replacements, builder.emitted());
    entry.statistics().countApplied();
    return true;
  }

  private static String scope(Node node) {
    Value first = node.output(0);
    return node.name().isEmpty() && first != null ? first.name() : node.name();
  }

  private static void requireSound(
      RewriteRule rule, Map<Value, Value> replacements, List<Node> emitted) {
    if (replacements.isEmpty()) {
      throw new IllegalStateException(rule.name() + " replaced nothing");
    }
    for (Map.Entry<Value, Value> entry : replacements.entrySet()) {
      if (entry.getKey() == entry.getValue()) {
        throw new IllegalStateException(rule.name() + " replaced " + entry.getKey() + " by itself");
      }
    }
    for (Node node : emitted) {
      for (Value input : node.inputs()) {
        if (input != null && replacements.containsKey(input)) {
          throw new IllegalStateException(rule.name() + " emitted a node that uses " + input);
        }
      }
    }
  }

  private void carryOut(Node node, Map<Value, Value> replacements, List<Node> emitted) {
    Collection<@Nullable Node> candidates = new ArrayList<>(emitted);
    ValueReplacement replacement = new ValueReplacement(node, deadNodes);
    for (Map.Entry<Value, Value> entry : replacements.entrySet()) {
      Node producer = entry.getKey().producer();
      candidates.add(producer);
      if (producer != node) {
        // Uses of an earlier node's output may stand before the new nodes.
        unordered.add(node.graph());
      }
      replacement.replace(entry.getKey(), entry.getValue());
    }
    deadNodes.removeFrom(candidates);
  }
}

package io.lntune.graph.rewrite.pass;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Function;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.Pass;
import io.lntune.graph.rewrite.Subgraphs;
import io.lntune.graph.rewrite.opset.OpsetChanges;
import io.lntune.graph.rewrite.opset.OpsetLifter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Replaces every call of a model-local function by the function's body, nested calls included, and
 * removes the functions. Bodies written for another opset than the model's are lifted together with
 * the model to the canonical one first.
 */
public final class InlineFunctions implements Pass {
  @Override
  public String name() {
    return "InlineFunctions";
  }

  /**
   * Runs the pass.
   *
   * @throws LntuneException when functions are recursive or contradict each other
   */
  @Override
  public boolean run(Model model) {
    if (model.functions().isEmpty()) {
      return false;
    }
    FunctionIndex index = new FunctionIndex(model.functions());
    index.check(model.graph());
    alignStandardOpset(model);
    for (Function function : model.functions()) {
      mergeDomains(model, function, index);
    }
    Deque<Node> pending = new ArrayDeque<>();
    Subgraphs.withNested(model.graph()).forEach(graph -> pending.addAll(graph.nodes()));
    while (!pending.isEmpty()) {
      Node node = pending.remove();
      Function function = index.calledBy(node);
      if (function != null) {
        pending.addAll(new FunctionBodyCopy(node, function).replaceCall());
      }
    }
    removeFunctions(model);
    return true;
  }

  private static void alignStandardOpset(Model model) {
    Set<Long> versions = new HashSet<>();
    if (model.opsets().containsKey("")) {
      versions.add(model.opset());
    }
    for (Function function : model.functions()) {
      Long version = function.opsets().get("");
      if (version != null) {
        versions.add(version);
      }
    }
    long target = versions.stream().mapToLong(Long::longValue).max().orElse(0);
    if (versions.size() > 1) {
      target = Math.max(target, CanonicalOpset.VERSION);
      OpsetLifter lifter = new OpsetLifter(OpsetChanges.standard());
      lifter.lift(model.graph(), model.opsets().getOrDefault("", target));
      for (Function function : model.functions()) {
        Long own = function.opsets().get("");
        lifter.lift(function.body(), own == null ? target : own);
      }
    }
    if (target > 0) {
      model.opsets().put("", target);
    }
  }

  private static void mergeDomains(Model model, Function function, FunctionIndex index) {
    Set<String> used = new HashSet<>();
    for (Graph graph : Subgraphs.withNested(function.body())) {
      for (Node node : graph.nodes()) {
        if (index.calledBy(node) == null && !node.op().domain().isEmpty()) {
          used.add(node.op().domain());
        }
      }
    }
    for (String domain : used) {
      long version = function.opsets().getOrDefault(domain, 1L);
      Long present = model.opsets().putIfAbsent(domain, version);
      if (present != null && present != version) {
        throw LntuneException.unsupported(
            "Domain '" + domain + "' is imported with versions " + present + " and " + version,
            "function '" + function.op() + "'",
            "Export the model with one version of each operator domain.");
      }
    }
  }

  private static void removeFunctions(Model model) {
    Set<String> used = new HashSet<>(List.of(""));
    for (Graph graph : Subgraphs.withNested(model.graph())) {
      graph.nodes().forEach(node -> used.add(node.op().domain()));
    }
    for (Function function : model.functions()) {
      if (!used.contains(function.op().domain())) {
        model.opsets().remove(function.op().domain());
      }
    }
    model.functions().clear();
  }
}

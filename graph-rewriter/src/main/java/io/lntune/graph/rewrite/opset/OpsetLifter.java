package io.lntune.graph.rewrite.opset;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Applies {@link OpsetChanges} to graphs. */
public final class OpsetLifter {
  private final TreeMap<Long, Map<String, OpsetChange.Step>> stepsByVersion = new TreeMap<>();

  /** A lifter for the given table. */
  public OpsetLifter(List<OpsetChange> changes) {
    for (OpsetChange change : changes) {
      stepsByVersion
          .computeIfAbsent(change.version(), key -> new HashMap<>())
          .put(change.onnxType(), change.step());
    }
  }

  /**
   * Brings the standard nodes of {@code graph} and of the graphs inside it from opset {@code from}
   * to {@link CanonicalOpset#VERSION}; nothing to do where {@code from} is not below it.
   *
   * @return whether any operator that occurs has a changed definition
   */
  public boolean lift(Graph graph, long from) {
    boolean changed = false;
    if (from >= CanonicalOpset.VERSION) {
      return false;
    }
    for (Map<String, OpsetChange.Step> steps :
        stepsByVersion.subMap(from, false, CanonicalOpset.VERSION, true).values()) {
      for (Graph each : Subgraphs.withNested(graph)) {
        for (Node node : each.nodes()) {
          OpsetChange.Step step = node.op().domain().isEmpty() ? steps.get(node.op().type()) : null;
          if (step != null) {
            step.lift(node);
            changed = true;
          }
        }
      }
    }
    return changed;
  }
}

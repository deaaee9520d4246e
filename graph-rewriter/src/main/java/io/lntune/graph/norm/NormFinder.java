package io.lntune.graph.norm;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Use;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds every normalisation layer of a graph by structure, not by name. */
public final class NormFinder {
  private NormFinder() {}

  /** Looks at every node of {@code graph}; changes nothing. */
  public static NormReport find(Graph graph) {
    List<Node> nodes = graph.nodes();
    Map<OpId, List<Node>> byOp = new HashMap<>();
    IdentityHashMap<Node, Integer> position = new IdentityHashMap<>();
    for (Node node : nodes) {
      position.put(node, position.size());
      byOp.computeIfAbsent(node.op(), key -> new ArrayList<>()).add(node);
    }
    Set<Use> claimed = new HashSet<>();
    Set<Node> settled = new HashSet<>();
    List<NormSite> sites = new ArrayList<>();
    List<NormFinding.Refused> refused = new ArrayList<>();
    for (NormRecogniser recogniser : NormRecognisers.all()) {
      for (OpId op : recogniser.roots()) {
        for (Node node : byOp.getOrDefault(op, List.of())) {
          if (settled.contains(node)) {
            continue;
          }
          NormFinding finding = recogniser.recognise(node);
          if (finding instanceof NormFinding.Found found) {
            for (NormSite site : found.sites()) {
              if (claimed.add(site.scale())) {
                settled.add(node);
                sites.add(site);
              }
            }
          } else if (finding instanceof NormFinding.Refused refusal) {
            settled.add(node);
            refused.add(refusal);
          }
        }
      }
    }
    sites.sort(Comparator.comparing(site -> position.getOrDefault(site.node(), 0)));
    return new NormReport(sites, refused);
  }
}

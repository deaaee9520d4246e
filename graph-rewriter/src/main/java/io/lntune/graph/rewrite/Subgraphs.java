package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks the graphs inside a graph (branches of {@code If}, bodies of {@code Loop} and so on). */
public final class Subgraphs {
  private Subgraphs() {}

  /** The graphs that are attributes of {@code node}. */
  public static List<Graph> of(Node node) {
    List<Graph> graphs = new ArrayList<>();
    for (Attribute attribute : node.attributes().asMap().values()) {
      if (attribute instanceof Attribute.GraphValue single) {
        graphs.add(single.value());
      } else if (attribute instanceof Attribute.Graphs several) {
        graphs.addAll(several.values());
      }
    }
    return graphs;
  }

  /** What a Scan does with each slice; null for all other nodes. */
  public static @Nullable Graph ofScan(Node node) {
    return node.is("Scan") ? node.attributes().graph("body") : null;
  }

  /** Whether a node of {@code graph} has graphs inside. */
  public static boolean exist(Graph graph) {
    return graph.nodes().stream().anyMatch(node -> !of(node).isEmpty());
  }

  /** The graph itself and every graph inside it, outer before inner. */
  public static List<Graph> withNested(Graph root) {
    return withNested(List.of(root));
  }

  /** Every graph inside {@code node}, outer before inner. */
  public static List<Graph> nested(Node node) {
    List<Graph> direct = of(node);
    return direct.isEmpty() ? direct : withNested(direct);
  }

  /** The values that are outputs of {@code root} or of a graph inside it. */
  public static Set<Value> outputs(Graph root) {
    Set<Value> outputs = new HashSet<>();
    withNested(root).forEach(graph -> outputs.addAll(graph.outputs()));
    return outputs;
  }

  private static List<Graph> withNested(List<Graph> roots) {
    List<Graph> graphs = new ArrayList<>(roots);
    for (int i = 0; i < graphs.size(); i++) {
      for (Node node : graphs.get(i).nodes()) {
        graphs.addAll(of(node));
      }
    }
    return graphs;
  }
}

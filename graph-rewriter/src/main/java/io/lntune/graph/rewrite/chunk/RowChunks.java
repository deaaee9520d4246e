package io.lntune.graph.rewrite.chunk;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.GraphCopy;
import io.lntune.graph.rewrite.GraphOrder;
import io.lntune.graph.rewrite.Reachability;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Computes tensors with very many columns a chunk of rows at a time. A language model's logits over
 * a large vocabulary, their probabilities and their gradient are often the largest tensors of a
 * step, and every row of them is needed once only: between hidden states and the gradient with
 * respect to those they go through a Scan (opset 21), whose body holds one chunk. The same is known
 * as a fused linear cross-entropy (Hsu et al. 2024, arXiv:2410.10989).
 */
public final class RowChunks {
  private static final OpId SCAN = OpId.onnx("Scan");

  private final Graph graph;
  private final ChunkSizes sizes;

  private RowChunks(Graph graph, ChunkSizes sizes) {
    this.graph = graph;
    this.sizes = sizes;
  }

  /**
   * Moves what is around each of {@code seeds} into chunks, where that can be done.
   *
   * @param graph in order, forward and backward
   * @param seeds gradients of the loss with respect to the values [N, C] that it is computed from
   * @return the same, or in place of a seed that is gone what was computed from it
   */
  public static List<Value> apply(Graph graph, List<Value> seeds, ChunkSizes sizes) {
    RowChunks chunks = new RowChunks(graph, sizes);
    return seeds.stream().flatMap(seed -> chunks.divide(seed).stream()).toList();
  }

  private List<Value> divide(Value seed) {
    Shape shape = seed.shape();
    if (!graph.contains(seed) || shape == null || !sizes.areWorthwhile(shape)) {
      return List.of(seed);
    }
    RowRegion region = RowRegion.around(graph, seed);
    if (region == null || !region.hasProduct()) {
      return List.of(seed);
    }
    Set<Node> from = Reachability.descendants(graph, List.of(seed));
    List<Value> flowing =
        region.leaving().stream().filter(value -> from.contains(value.producer())).toList();
    Map<Value, Value> replaced = outline(region, flowing);
    return flowing.stream().map(replaced::get).toList();
  }

  /** What stands for the values that the region gave to others. */
  private Map<Value, Value> outline(RowRegion region, List<Value> flowing) {
    Node first = region.nodes().iterator().next();
    GraphBuilder builder = GraphBuilder.before(first, "chunks");
    List<Value> entering = List.copyOf(region.entering());
    List<Value> leaving = List.copyOf(region.leaving());
    RowDivision division =
        RowDivision.of(builder, entering.get(0), sizes.rows(region.wide().dim(1).size()));

    Graph body = new Graph(graph);
    body.setName("chunk");
    GraphCopy copy = new GraphCopy();
    for (Value value : entering) {
      Value part = body.fresh(value.name());
      part.setType(rows(value, division.axis()));
      copy.put(value, body.addInput(part));
    }
    for (Node node : ordered(region, flowing)) {
      copy.node(node, body, null);
      for (Value output : node.outputs()) {
        if (output != null) {
          copy.of(output).setType(rows(output, division.axis()));
        }
      }
    }
    leaving.forEach(value -> body.addOutput(copy.of(value)));

    List<Value> parts = new ArrayList<>();
    for (Value value : entering) {
      parts.add(division.divide(builder, value));
    }
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("body", new Attribute.GraphValue(body));
    attributes.put("num_scan_inputs", new Attribute.IntValue(parts.size()));
    List<Value> results =
        builder.calls(SCAN, leaving.size(), attributes, parts.toArray(new Value[0]));
    Map<Value, Value> replaced = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      Value original = leaving.get(i);
      results.get(i).setType(division.stacked(original));
      Value whole = division.join(builder, results.get(i), original);
      graph.replaceUses(original, whole);
      replaced.put(original, whole);
    }
    List<Node> inside = new ArrayList<>(region.nodes());
    inside.forEach(graph::remove);
    for (Node node : inside) {
      node.outputs().stream().filter(Objects::nonNull).forEach(graph::removeValue);
    }
    GraphOrder.sort(graph);
    return replaced;
  }

  /**
   * What only the loss needs comes last, and so, as ONNX Runtime orders nodes, is computed first:
   * then the gradient is written over the probabilities that both are made of.
   */
  private static List<Node> ordered(RowRegion region, List<Value> flowing) {
    Set<Node> needed = Reachability.ancestors(flowing);
    List<Node> nodes = new ArrayList<>(region.nodes());
    nodes.sort(Comparator.comparing(node -> !needed.contains(node)));
    return nodes;
  }

  private static TensorType rows(Value value, Dim rows) {
    Shape shape = Objects.requireNonNull(value.shape());
    return new TensorType(value.elementType(), shape.with(0, rows));
  }
}

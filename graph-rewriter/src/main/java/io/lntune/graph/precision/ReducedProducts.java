package io.lntune.graph.precision;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.Reachability;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Computes products with large frozen weights in reduced precision, forward and backward. */
public final class ReducedProducts {
  /** Smaller weights gain nothing. */
  private static final long SMALLEST_WEIGHT = 1 << 12;

  private final Graph graph;
  private final ProductForm form;

  private ReducedProducts(Graph graph, ProductForm form) {
    this.graph = graph;
    this.form = form;
  }

  /**
   * Rewrites a step model.
   *
   * @param forward losses and predictions, which do not depend on gradients
   * @return the weights in {@code precision} by initializer name; each is in a file
   */
  public static Map<String, Tensor> introduce(
      Model model, List<Value> forward, BasePrecision precision) {
    if (precision == BasePrecision.STORED) {
      return Map.of();
    }
    ReducedWeights weights = new ReducedWeights(model.graph());
    ProductForm form =
        precision == BasePrecision.INT8 ? new Int8Form(weights) : new Int4Form(weights);
    ReducedProducts products = new ReducedProducts(model.graph(), form);
    Set<Node> ancestors = Reachability.ancestors(forward);
    Set<Node> heads = heads(forward);
    for (Node node : new ArrayList<>(model.graph().nodes())) {
      FrozenProduct product = FrozenProduct.of(node);
      if (product != null
          && product.weight().elementCount() >= SMALLEST_WEIGHT
          && !heads.contains(node)) {
        products.replace(node, product, ancestors.contains(node));
      }
    }
    model.opsets().putIfAbsent(OpId.MICROSOFT, 1L);
    return weights.all();
  }

  private void replace(Node node, FrozenProduct product, boolean forward) {
    GraphBuilder builder = GraphBuilder.before(node, node.name() + "/" + form.name());
    Value result;
    Node last = node;
    if (forward) {
      AddedBias added = product.bias() == null ? AddedBias.after(node) : null;
      last = added == null ? node : added.node();
      result = form.forward(builder, product, added == null ? product.bias() : added.bias());
    } else {
      result = form.backward(builder, product);
      result = product.bias() == null ? result : builder.add(result, product.bias());
    }
    Value output = last.requiredOutput(0);
    result.setType(output.type());
    graph.replaceUses(output, result);
    graph.remove(last);
    if (!last.equals(node)) {
      graph.remove(node);
    }
  }

  /** The products that give the predictions themselves: few, and their errors reach the loss. */
  private static Set<Node> heads(List<Value> outputs) {
    Set<Node> found = new HashSet<>();
    for (Value output : outputs) {
      Node producer = output.producer();
      while (producer != null && found.add(producer) && isArrangement(producer)) {
        Node first = producer.requiredInput(0).producer();
        boolean biasFirst = first == null && producer.is("Add");
        producer = biasFirst ? producer.requiredInput(1).producer() : first;
      }
    }
    return found;
  }

  private static boolean isArrangement(Node node) {
    return node.is("Add") || node.is("Reshape") || node.is("Identity");
  }
}

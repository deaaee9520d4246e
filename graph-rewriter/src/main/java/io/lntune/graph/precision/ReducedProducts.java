package io.lntune.graph.precision;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.Reachability;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Computes products with large frozen weights in reduced precision, forward and backward. */
public final class ReducedProducts {
  /** Smaller weights gain nothing. */
  private static final long SMALLEST_WEIGHT = 1 << 12;

  private final Graph graph;
  private final ProductForm form;
  private final ReducedWeights weights;
  private final Map<String, ProductForm.Operands> operands = new HashMap<>();

  private ReducedProducts(Graph graph, ProductForm form) {
    this.graph = graph;
    this.form = form;
    this.weights = new ReducedWeights(graph);
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
    ProductForm form = precision == BasePrecision.INT8 ? new Int8Form() : new Int4Form();
    ReducedProducts products = new ReducedProducts(model.graph(), form);
    products.replaceAll(products.find(heads(forward)), Reachability.ancestors(forward));
    model.opsets().putIfAbsent(OpId.MICROSOFT, 1L);
    return products.weights.all();
  }

  private Map<Node, FrozenProduct> find(Set<Node> heads) {
    Map<Node, FrozenProduct> found = new LinkedHashMap<>();
    Set<String> ofHeads = new HashSet<>();
    for (Node node : graph.nodes()) {
      FrozenProduct product = FrozenProduct.of(node);
      if (product != null && heads.contains(node)) {
        ofHeads.add(product.weight().name());
      } else if (product != null && product.weight().elementCount() >= SMALLEST_WEIGHT) {
        found.put(node, product);
      }
    }
    found.values().removeIf(product -> ofHeads.contains(product.weight().name()));
    return found;
  }

  private void replaceAll(Map<Node, FrozenProduct> products, Set<Node> forward) {
    WeightFile file = new WeightFile();
    Map<String, QuantizedWeight> quantized =
        ParallelQuantization.of(products.values(), () -> form.quantizer(file));
    // What a product multiplies changes while those before it are replaced.
    for (Node node : products.keySet()) {
      FrozenProduct product = Objects.requireNonNull(FrozenProduct.of(node));
      ProductForm.Operands weight =
          operands.computeIfAbsent(product.weightKey(), key -> add(quantized.get(key)));
      replace(node, product, weight, forward.contains(node));
    }
  }

  private ProductForm.Operands add(@Nullable QuantizedWeight weight) {
    QuantizedWeight present = Objects.requireNonNull(weight);
    return new ProductForm.Operands(weights.add(present.values()), weights.add(present.scales()));
  }

  private void replace(
      Node node, FrozenProduct product, ProductForm.Operands weight, boolean forward) {
    GraphBuilder builder = GraphBuilder.before(node, node.name() + "/" + form.name());
    Value result;
    Node last = node;
    if (forward) {
      AddedBias added = product.bias() == null ? AddedBias.after(node) : null;
      last = added == null ? node : added.node();
      result =
          form.forward(builder, product, weight, added == null ? product.bias() : added.bias());
    } else {
      result = form.backward(builder, product, weight);
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

  /**
   * The products that give the predictions themselves: few, and their errors reach the loss. Those
   * that bring the gradient back through the same weights stay as they are too: of a row of
   * probabilities minus one label, a scale that is fit for the label makes zeros of most others.
   */
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

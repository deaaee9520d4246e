package io.lntune.graph.precision;

import io.lntune.graph.ir.DataType;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes products with large frozen weights in 8 bits, forward and backward: {@code
 * com.microsoft.DynamicQuantizeMatMul}, weights with a scale per column. What flows back differs in
 * size from row to row by orders of magnitude, and the operator has one scale for all rows; so each
 * row is divided by its largest magnitude before and multiplied by it after.
 */
public final class Int8Products {
  /** Smaller weights gain nothing. */
  private static final long SMALLEST_WEIGHT = 1 << 12;

  /** Rows of zeros stay zeros when they are divided by this. */
  private static final double SMALLEST_MAGNITUDE = 1e-30;

  private final Graph graph;
  private final Map<String, Tensor> weights = new LinkedHashMap<>();
  private final Map<String, Operands> quantized = new LinkedHashMap<>();
  private final WeightBytes source = new WeightBytes();
  private final ReusedMemory target = new ReusedMemory();
  private final Int8File file = new Int8File();

  private Int8Products(Graph graph) {
    this.graph = graph;
  }

  /**
   * Rewrites a step model.
   *
   * @param forward losses and predictions, which do not depend on gradients
   * @return the int8 weights by initializer name; each is in a file
   */
  public static Map<String, Tensor> introduce(Model model, List<Value> forward) {
    Int8Products products = new Int8Products(model.graph());
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
    return products.weights;
  }

  private void replace(Node node, FrozenProduct product, boolean forward) {
    GraphBuilder builder = GraphBuilder.before(node, node.name() + "/int8");
    Value activation = product.activation();
    Value result;
    Node last = node;
    if (forward) {
      AddedBias added = product.bias() == null ? AddedBias.after(node) : null;
      last = added == null ? node : added.node();
      result =
          multiply(builder, activation, product, added == null ? product.bias() : added.bias());
    } else {
      // Two reductions read the rows twice; Abs would write them as well.
      Value largest = builder.reduce("ReduceMax", activation, true, -1);
      Value smallest = builder.neg(builder.reduce("ReduceMin", activation, true, -1));
      Value least = builder.scalar(SMALLEST_MAGNITUDE, DataType.FLOAT);
      Value divisor = builder.call("Max", largest, smallest, least);
      Value rows = builder.div(activation, divisor);
      result = builder.mul(multiply(builder, rows, product, null), divisor);
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

  private Value multiply(
      GraphBuilder builder, Value activation, FrozenProduct product, @Nullable Value bias) {
    String key = product.weight().name() + " " + product.transposed() + " " + product.alpha();
    Operands operands = quantized.computeIfAbsent(key, absent -> quantize(product));
    return builder.call(
        OpId.microsoft("DynamicQuantizeMatMul"),
        Map.of(),
        activation,
        operands.values(),
        operands.scale(),
        null,
        bias);
  }

  private Operands quantize(FrozenProduct product) {
    Tensor stored = product.weight();
    String name = stored.name() + "_int8";
    Int8Weight weight =
        Int8Weight.of(
            name,
            stored.shape(),
            source.of(stored),
            product.transposed(),
            product.alpha(),
            target.of(Math.toIntExact(stored.elementCount())));
    Tensor tensor =
        new Tensor(name, DataType.INT8, weight.shape(), file.append(weight.values()), null);
    Value values = graph.addConstant(tensor);
    weights.put(values.name(), tensor.named(values.name()));
    return new Operands(values, graph.addConstant(weight.scale()));
  }

  private record Operands(Value values, Value scale) {}

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

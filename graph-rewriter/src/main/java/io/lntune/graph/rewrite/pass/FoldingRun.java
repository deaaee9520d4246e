package io.lntune.graph.rewrite.pass;

import static java.util.Objects.requireNonNull;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.rewrite.Subgraphs;
import io.lntune.graph.rewrite.fold.FoldRule;
import io.lntune.graph.rewrite.fold.FoldRules;
import io.lntune.graph.rewrite.fold.NotFoldableException;
import io.lntune.graph.rewrite.fold.SmallArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One run of {@link ConstantFolding}; one walk in topological order suffices. */
final class FoldingRun {
  private static final Map<String, FoldRule> RULES = FoldRules.standard();

  private final Graph root;
  private final Set<Value> graphInputs = new HashSet<>();
  private final Set<Value> graphOutputs;
  private final Map<Value, SmallArray> known = new HashMap<>();
  private final Set<Value> made = new HashSet<>();

  FoldingRun(Graph root) {
    this.root = root;
    this.graphOutputs = Subgraphs.outputs(root);
  }

  /** The constants made, by name. */
  Set<String> made() {
    Set<String> names = new TreeSet<>();
    made.forEach(value -> names.add(value.name()));
    return names;
  }

  boolean run() {
    List<Graph> graphs = Subgraphs.withNested(root);
    graphs.forEach(graph -> graphInputs.addAll(graph.inputs()));
    for (Graph graph : graphs) {
      for (Node node : graph.nodes()) {
        if (node.op().domain().isEmpty()) {
          visit(node);
        }
      }
    }
    boolean changed = !made.isEmpty();
    for (Value value : List.copyOf(made)) {
      if (value.uses().isEmpty() && !graphOutputs.contains(value)) {
        value.graph().removeValue(value);
        made.remove(value);
      }
    }
    return changed;
  }

  private void visit(Node node) {
    if (node.is("Constant")) {
      Tensor tensor = ConstantTensor.ofConstantNode(node);
      if (tensor != null) {
        replace(node, tensor);
      }
      return;
    }
    SmallArray result = evaluate(node);
    Value output = node.output(0);
    if (result != null && output != null && node.outputs().size() == 1) {
      known.put(output, result);
      replace(node, result.toTensor(output.name()));
    }
  }

  private void replace(Node node, Tensor tensor) {
    node.graph().remove(node);
    made.add(node.graph().putInitializer(tensor));
  }

  private @Nullable SmallArray evaluate(Node node) {
    try {
      if (node.is("Shape")) {
        return KnownSizes.certain(KnownSizes.of(node));
      }
      if (node.is("Size")) {
        return KnownSizes.product(node);
      }
      FoldRule rule = RULES.get(node.op().type());
      List<@Nullable SmallArray> inputs = rule == null ? null : constantInputs(node);
      if (rule == null || inputs == null) {
        return null;
      }
      SmallArray result = rule.fold(node, inputs);
      return KnownSizes.taken(node) ? KnownSizes.certain(result) : result;
    } catch (NotFoldableException | ArithmeticException e) {
      return null;
    }
  }

  private @Nullable List<@Nullable SmallArray> constantInputs(Node node) {
    List<@Nullable SmallArray> arrays = new ArrayList<>();
    for (Value input : node.inputs()) {
      SmallArray array = input == null ? null : constant(input);
      if (arrays.isEmpty() && KnownSizes.taken(node)) {
        array = KnownSizes.of(requireNonNull(node.requiredInput(0).producer()));
      }
      if (input != null && array == null) {
        return null;
      }
      arrays.add(array);
    }
    return arrays.isEmpty() ? null : arrays;
  }

  private @Nullable SmallArray constant(Value value) {
    SmallArray array = known.get(value);
    Tensor tensor = value.initializer();
    if (array != null || tensor == null || graphInputs.contains(value)) {
      return array;
    }
    DataType type = tensor.elementType();
    boolean weight = type.isFloatingPoint() && tensor.shape().rank() > 0 && !made.contains(value);
    if (weight
        || !SmallArray.TYPES.contains(type)
        || tensor.elementCount() > SmallArray.MAXIMUM_ELEMENTS) {
      return null;
    }
    array = SmallArray.of(tensor);
    known.put(value, array);
    return array;
  }
}

package io.lntune.graph.batch;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.rewrite.fold.FoldRule;
import io.lntune.graph.rewrite.fold.FoldRules;
import io.lntune.graph.rewrite.fold.NotFoldableException;
import io.lntune.graph.rewrite.fold.SmallArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that depend on sizes alone, evaluated for one choice of sizes. */
final class SizedValues {
  private static final Map<String, FoldRule> RULES = FoldRules.standard();

  private final BatchAxis batch;
  private final long examples;
  private final Map<String, Long> sizes = new HashMap<>();
  private final Map<Value, SmallArray> known = new HashMap<>();

  /**
   * No values yet.
   *
   * @param examples size of the batch
   * @param primes sizes of the other open axes, in their order; no two axes get the same
   */
  SizedValues(BatchAxis batch, long examples, long... primes) {
    this.batch = batch;
    this.examples = examples;
    int next = 0;
    for (String other : batch.others()) {
      if (next < primes.length) {
        sizes.put(other, primes[next++]);
      }
    }
  }

  long examples() {
    return examples;
  }

  /** Evaluates the first output of a node whose inputs do not depend on data. */
  void follow(Node node) {
    Value output = node.output(0);
    try {
      SmallArray result = output == null ? null : evaluate(node);
      if (output != null && result != null) {
        known.put(output, result);
      }
    } catch (NotFoldableException | ArithmeticException e) {
      // Nobody will ask for a value of this kind; if someone does, it is not known.
      known.remove(output);
    }
  }

  private @Nullable SmallArray evaluate(Node node) {
    if (node.is("Shape")) {
      long[] shape = sizes(node.requiredInput(0));
      return shape == null ? null : FoldRules.shape(node, shape);
    }
    FoldRule rule = node.op().domain().isEmpty() ? RULES.get(node.op().type()) : null;
    if (rule == null) {
      return null;
    }
    List<@Nullable SmallArray> inputs = new ArrayList<>();
    for (Value input : node.inputs()) {
      SmallArray array = input == null ? null : of(input);
      if (input != null && array == null) {
        return null;
      }
      inputs.add(array);
    }
    return rule.fold(node, inputs);
  }

  /** The value under these sizes; null when it is not known. */
  @Nullable SmallArray of(Value value) {
    SmallArray array = known.get(value);
    Tensor tensor = array == null ? ConstantTensor.of(value) : null;
    if (tensor == null
        || tensor.elementCount() > SmallArray.MAXIMUM_ELEMENTS
        || !SmallArray.TYPES.contains(tensor.elementType())) {
      return array;
    }
    return SmallArray.of(tensor);
  }

  /** The sizes of a value; null when one is not known. */
  long @Nullable [] sizes(Value value) {
    Shape shape = value.shape();
    if (shape == null) {
      return null;
    }
    long[] bound = new long[shape.rank()];
    int unknown = -1;
    for (int i = 0; i < bound.length; i++) {
      bound[i] = size(shape.dim(i));
      if (bound[i] < 0 && unknown >= 0) {
        return null;
      }
      unknown = bound[i] < 0 ? i : unknown;
    }
    return unknown < 0 || complete(value, bound, unknown) ? bound : null;
  }

  /** A reshaped value has as many elements as before. */
  private boolean complete(Value value, long[] bound, int unknown) {
    Node producer = value.producer();
    if (producer == null || !(producer.is("Reshape") || producer.is("Flatten"))) {
      return false;
    }
    Shape before = producer.requiredInput(0).shape();
    if (before == null) {
      return false;
    }
    long elements = 1;
    for (Dim dim : before.dims()) {
      if (size(dim) < 0) {
        return false;
      }
      elements = Math.multiplyExact(elements, size(dim));
    }
    long rest = 1;
    for (int i = 0; i < bound.length; i++) {
      rest = i == unknown ? rest : Math.multiplyExact(rest, bound[i]);
    }
    if (rest == 0 || elements % rest != 0) {
      return false;
    }
    bound[unknown] = elements / rest;
    Shape shape = value.shape();
    if (shape != null && !shape.dim(unknown).symbol().isEmpty()) {
      sizes.put(shape.dim(unknown).symbol(), bound[unknown]);
    }
    return true;
  }

  private long size(Dim dim) {
    if (dim.isStatic()) {
      return dim.size();
    }
    return batch.isBatch(dim) ? examples : sizes.getOrDefault(dim.symbol(), -1L);
  }
}

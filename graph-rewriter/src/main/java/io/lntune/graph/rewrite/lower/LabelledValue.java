package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A tensor with one label per axis.
 *
 * @param value the tensor
 * @param labels a distinct character for each axis
 */
record LabelledValue(Value value, String labels) {
  /**
   * An operand whose labels may repeat: the elements where the axes of one label have one index.
   */
  static LabelledValue diagonal(Value operand, String labels, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Value value = operand;
    String rest = labels;
    for (int axis = labels.length() - 1; axis > 0; axis--) {
      int first = rest.indexOf(labels.charAt(axis));
      if (first < axis) {
        Value range = core.range(core.sizeOf(operand, axis));
        long[] beyond = LongStream.range(1, rest.length() - axis).toArray();
        Value here = beyond.length == 0 ? range : builder.unsqueeze(range, beyond);
        long[] between = LongStream.range(1, rest.length() - first).toArray();
        Value same = core.logical("Equal", here, builder.unsqueeze(range, between));
        Value kept = builder.where(same, value, builder.scalar(0, operand.elementType()));
        value = builder.reduceSum(builder.like(operand, kept), false, axis);
        rest = rest.substring(0, axis) + rest.substring(axis + 1);
      }
    }
    return new LabelledValue(value, rest);
  }

  boolean has(char label) {
    return labels.indexOf(label) >= 0;
  }

  /** Sums over every axis that {@code kept} does not name. */
  LabelledValue sumExcept(String kept, CoreOperators core) {
    List<Long> axes = new ArrayList<>();
    StringBuilder rest = new StringBuilder();
    for (int i = 0; i < labels.length(); i++) {
      if (kept.indexOf(labels.charAt(i)) < 0) {
        axes.add((long) i);
      } else {
        rest.append(labels.charAt(i));
      }
    }
    long[] constant = axes.stream().mapToLong(Long::longValue).toArray();
    return new LabelledValue(core.builder().reduceSum(value, false, constant), rest.toString());
  }

  /** Axes in the order of {@code order}, which names exactly the present labels. */
  LabelledValue ordered(String order, CoreOperators core) {
    if (order.equals(labels)) {
      return this;
    }
    List<Long> permutation = new ArrayList<>();
    for (int i = 0; i < order.length(); i++) {
      permutation.add((long) labels.indexOf(order.charAt(i)));
    }
    return new LabelledValue(core.builder().transpose(value, permutation), order);
  }

  /** Axes in the order of {@code order}, with axes of size 1 for labels that are not present. */
  Value aligned(String order, CoreOperators core) {
    StringBuilder present = new StringBuilder();
    List<Long> missing = new ArrayList<>();
    for (int i = 0; i < order.length(); i++) {
      if (has(order.charAt(i))) {
        present.append(order.charAt(i));
      } else {
        missing.add((long) i);
      }
    }
    Value turned = ordered(present.toString(), core).value;
    return missing.isEmpty()
        ? turned
        : core.builder().unsqueeze(turned, missing.stream().mapToLong(Long::longValue).toArray());
  }
}

package io.lntune.graph.batch;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The symbols of the axis that counts examples, read off the inputs that data is fed to: exporters
 * may give it a name of its own in every input. An axis without a name is called by its position,
 * as in the inference of shapes.
 */
final class BatchAxis {
  private final Set<String> batch = new LinkedHashSet<>();
  private final Set<String> others = new LinkedHashSet<>();
  private final boolean single;

  /** The axis of {@code inputs}; one with a single axis may count something else than examples. */
  BatchAxis(Collection<Value> inputs) {
    boolean one = false;
    for (Value input : inputs) {
      Shape shape = input.shape();
      for (int i = 0; shape != null && i < shape.rank(); i++) {
        boolean first = i == 0 && shape.rank() > 1;
        one |= first && shape.dim(i).size() == 1;
        if (!shape.dim(i).isStatic()) {
          (first ? batch : others).add(shape.dim(i).nameAt(i));
        }
      }
    }
    Set<String> oneAxis = new LinkedHashSet<>();
    for (Value input : inputs) {
      Shape shape = input.shape();
      if (shape != null && shape.rank() == 1 && batch.contains(shape.dim(0).symbol())) {
        oneAxis.add(shape.dim(0).symbol());
      }
    }
    for (Value input : inputs) {
      Shape shape = input.shape();
      for (int i = 1; shape != null && i < shape.rank(); i++) {
        oneAxis.remove(shape.dim(i).nameAt(i));
      }
    }
    others.removeAll(oneAxis);
    batch.removeAll(others);
    single = one && batch.isEmpty();
  }

  /** Whether the model takes exactly one example at a time. */
  boolean isSingle() {
    return single;
  }

  /** Whether the number of examples is open or one. */
  boolean isKnown() {
    return single || !batch.isEmpty();
  }

  /** Whether an input with this shape holds one example per slice of its first axis. */
  boolean leads(Shape shape) {
    if (shape.rank() == 0 || shape.dim(0).isStatic()) {
      return false;
    }
    Dim first = shape.dim(0);
    return batch.contains(shape.rank() == 1 ? first.symbol() : first.nameAt(0));
  }

  /** Whether an axis has as many entries as there are examples. */
  boolean isBatch(Dim dim) {
    return batch.contains(dim.symbol());
  }

  /** Whether an axis certainly has the same size whatever the number of examples. */
  boolean isIndependent(Dim dim) {
    return dim.isStatic() || others.contains(dim.symbol());
  }

  /** Names of the open axes that do not count examples. */
  Set<String> others() {
    return others;
  }
}

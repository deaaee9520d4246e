package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the axes of a shape, known ones as numbers and others read at run time, into one int64
 * vector; it is a constant when every axis is known.
 */
final class RuntimeShape {
  private final CoreOperators core;
  private final List<Value> parts = new ArrayList<>();
  private final List<Long> known = new ArrayList<>();
  private final List<Long> pending = new ArrayList<>();
  private boolean constant = true;

  RuntimeShape(CoreOperators core) {
    this.core = core;
  }

  RuntimeShape add(long... sizes) {
    for (long size : sizes) {
      pending.add(size);
      known.add(size);
    }
    return this;
  }

  /** The size of one axis of {@code x}. */
  RuntimeShape axis(Value x, int axis) {
    Shape shape = x.shape();
    if (shape != null && shape.dim(axis).isStatic()) {
      return add(shape.dim(axis).size());
    }
    return add(core.sizeOf(x, axis));
  }

  /** A size known at run time only: int64 [1]. */
  RuntimeShape add(Value size) {
    flush();
    parts.add(size);
    constant = false;
    return this;
  }

  /** int64 [rank]. */
  Value value() {
    if (constant) {
      return core.builder().longs(known.stream().mapToLong(Long::longValue).toArray());
    }
    flush();
    return parts.size() == 1 ? parts.get(0) : core.builder().concat(0, parts.toArray(new Value[0]));
  }

  private void flush() {
    if (!pending.isEmpty()) {
      parts.add(core.builder().longs(pending.stream().mapToLong(Long::longValue).toArray()));
      pending.clear();
    }
  }
}

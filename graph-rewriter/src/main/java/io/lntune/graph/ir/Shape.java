package io.lntune.graph.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Axes of a tensor, outermost first. A value of unknown rank has no {@code Shape} at all. */
public record Shape(List<Dim> dims) {
  /** Rank 0. */
  public static final Shape SCALAR = new Shape(List.of());

  public Shape {
    dims = List.copyOf(dims);
  }

  /** A fully static shape; a negative size stands for an unknown axis. */
  public static Shape of(long... sizes) {
    List<Dim> dims = new ArrayList<>();
    for (long size : sizes) {
      dims.add(size < 0 ? Dim.UNKNOWN : Dim.of(size));
    }
    return new Shape(dims);
  }

  public int rank() {
    return dims.size();
  }

  /** The axis at {@code index}; a negative index counts from the end, as in ONNX. */
  public Dim dim(int index) {
    return dims.get(index < 0 ? index + dims.size() : index);
  }

  /** The same with another size of the axis at {@code index}, which may count from the end. */
  public Shape with(int index, Dim dim) {
    List<Dim> changed = new ArrayList<>(dims);
    changed.set(index < 0 ? index + dims.size() : index, dim);
    return new Shape(changed);
  }

  public boolean isStatic() {
    return dims.stream().allMatch(Dim::isStatic);
  }

  /** Number of elements of a static shape; overflow is an {@link ArithmeticException}. */
  public long elementCount() {
    long count = 1;
    for (Dim dim : dims) {
      if (!dim.isStatic()) {
        throw new IllegalStateException("shape " + this + " is not static");
      }
      count = Math.multiplyExact(count, dim.size());
    }
    return count;
  }

  /** The sizes of a static shape; unknown axes are -1. */
  public long[] sizes() {
    return dims.stream().mapToLong(Dim::size).toArray();
  }

  /** True when both shapes certainly are the same. */
  public boolean certainlyEquals(Shape other) {
    if (rank() != other.rank()) {
      return false;
    }
    for (int i = 0; i < rank(); i++) {
      if (!dims.get(i).certainlyEquals(other.dims.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}

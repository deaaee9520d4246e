package io.lntune.graph.rewrite.fold;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import java.util.Arrays;
import java.util.Set;

/**
 * A small dense array of int64, int32, bool or floating-point elements, row-major. Integers are
 * exact; floating-point elements are rounded to their type when they are stored.
 */
public final class SmallArray {
  /** Largest number of elements of an input or result. */
  public static final int MAXIMUM_ELEMENTS = 4096;

  /** The element types that can be held. */
  public static final Set<DataType> TYPES =
      Set.of(
          DataType.INT64,
          DataType.INT32,
          DataType.BOOL,
          DataType.FLOAT,
          DataType.DOUBLE,
          DataType.FLOAT16,
          DataType.BFLOAT16);

  private final DataType type;
  private final long[] sizes;
  private final long[] integers;
  private final double[] numbers;

  /** An array of zeros; more than {@link #MAXIMUM_ELEMENTS} are refused as not foldable. */
  public SmallArray(DataType type, long... sizes) {
    long count = count(sizes);
    if (count > MAXIMUM_ELEMENTS || !TYPES.contains(type)) {
      throw new NotFoldableException(type.onnxName() + Arrays.toString(sizes));
    }
    this.type = type;
    this.sizes = sizes.clone();
    this.integers = new long[type.isFloatingPoint() ? 0 : (int) count];
    this.numbers = new double[type.isFloatingPoint() ? (int) count : 0];
  }

  /** The elements of {@code tensor}; bool elements become 0 or 1. */
  public static SmallArray of(Tensor tensor) {
    SmallArray array = new SmallArray(tensor.elementType(), tensor.shape().sizes());
    if (array.isFloatingPoint()) {
      double[] values = tensor.toDoubles();
      System.arraycopy(values, 0, array.numbers, 0, values.length);
    } else {
      long[] values = tensor.toLongs();
      for (int i = 0; i < values.length; i++) {
        array.set(i, values[i]);
      }
    }
    return array;
  }

  /** A one-dimensional int64 array. */
  public static SmallArray ofLongs(long... values) {
    SmallArray array = new SmallArray(DataType.INT64, values.length);
    System.arraycopy(values, 0, array.integers, 0, values.length);
    return array;
  }

  private static long count(long[] sizes) {
    long count = 1;
    for (long size : sizes) {
      if (size < 0) {
        throw new NotFoldableException("negative size " + size);
      }
      count = Math.multiplyExact(count, size);
    }
    return count;
  }

  public DataType type() {
    return type;
  }

  public boolean isFloatingPoint() {
    return type.isFloatingPoint();
  }

  public int rank() {
    return sizes.length;
  }

  public long[] sizes() {
    return sizes.clone();
  }

  public long size(int axis) {
    return sizes[axis];
  }

  /** Number of elements. */
  public int count() {
    return integers.length + numbers.length;
  }

  /** The element at a flat index of an integer or bool array; 0 and 1 stand for false and true. */
  public long integer(int index) {
    return integers[index];
  }

  /** The element at a flat index as a number. */
  public double number(int index) {
    return isFloatingPoint() ? numbers[index] : integers[index];
  }

  /** All elements of an integer array. */
  public long[] toLongs() {
    if (isFloatingPoint()) {
      throw new NotFoldableException("integers expected, found " + type.onnxName());
    }
    return integers.clone();
  }

  /** The only element of an integer array. */
  public long onlyInteger() {
    if (isFloatingPoint() || count() != 1) {
      throw new NotFoldableException("one integer expected");
    }
    return integers[0];
  }

  /** Stores an integer, narrowed to the type as two's complement. */
  public void set(int index, long value) {
    switch (type) {
      case INT64 -> integers[index] = value;
      case INT32 -> integers[index] = (int) value;
      case BOOL -> integers[index] = value == 0 ? 0 : 1;
      default -> numbers[index] = rounded((double) value);
    }
  }

  /** Stores a number, rounded to the type; integer types take the part before the point. */
  public void set(int index, double value) {
    if (isFloatingPoint()) {
      numbers[index] = rounded(value);
    } else if (type == DataType.BOOL) {
      integers[index] = value == 0 ? 0 : 1;
    } else {
      set(index, (long) value);
    }
  }

  /** Copies an element of an array of the same type. */
  public void copy(int index, SmallArray source, int sourceIndex) {
    if (source.type != type) {
      throw new NotFoldableException(source.type.onnxName() + " among " + type.onnxName());
    }
    if (isFloatingPoint()) {
      numbers[index] = source.numbers[sourceIndex];
    } else {
      integers[index] = source.integers[sourceIndex];
    }
  }

  /** The same elements with other sizes of the same product. */
  public SmallArray reshaped(long... newSizes) {
    SmallArray result = new SmallArray(type, newSizes);
    if (result.count() != count()) {
      throw new NotFoldableException(count() + " elements as " + Arrays.toString(newSizes));
    }
    System.arraycopy(integers, 0, result.integers, 0, integers.length);
    System.arraycopy(numbers, 0, result.numbers, 0, numbers.length);
    return result;
  }

  /** The elements as a tensor. */
  public Tensor toTensor(String name) {
    Shape shape = Shape.of(sizes);
    if (type == DataType.INT64) {
      return Tensor.ofLongs(name, shape, integers);
    }
    double[] values = numbers;
    if (!isFloatingPoint()) {
      values = Arrays.stream(integers).asDoubleStream().toArray();
    }
    return TensorElements.encode(name, type, shape, values);
  }

  private double rounded(double value) {
    if (type == DataType.DOUBLE) {
      return value;
    }
    return type == DataType.FLOAT
        ? (float) value
        : TensorElements.encode("", type, Shape.SCALAR, new double[] {value}).toDoubles()[0];
  }
}

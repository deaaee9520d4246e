package io.lntune.graph.reference;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * An n-dimensional array of doubles in row-major order that remembers which ONNX element type it
 * stands for. Floating-point types are not rounded; integers are exact up to 2^53; booleans are 0
 * and 1.
 */
public final class Array {
  private final DataType type;
  private final int[] sizes;
  private final double[] data;

  private Array(DataType type, int[] sizes, double[] data) {
    if (Layout.count(sizes) != data.length) {
      throw new IllegalArgumentException(
          data.length + " elements do not fill " + Arrays.toString(sizes));
    }
    this.type = type;
    this.sizes = sizes;
    this.data = data;
  }

  /** An array over {@code data}, which is not copied. */
  static Array wrap(DataType type, int[] sizes, double[] data) {
    return new Array(type, sizes.clone(), data);
  }

  /** An array of any type; for booleans the data are 0 and 1. */
  public static Array of(DataType type, long[] dims, double... data) {
    return new Array(type, Layout.ints(dims), data.clone());
  }

  /** A float32 array, for example {@code floats(new long[] {2, 2}, 1, 2, 3, 4)}. */
  public static Array floats(long[] dims, double... data) {
    return of(DataType.FLOAT, dims, data);
  }

  /** An int64 array. */
  public static Array longs(long[] dims, long... data) {
    return new Array(
        DataType.INT64, Layout.ints(dims), Arrays.stream(data).asDoubleStream().toArray());
  }

  /** An array of rank 0. */
  public static Array scalar(DataType type, double value) {
    return new Array(type, new int[0], new double[] {value});
  }

  /** Filled with zeros. */
  public static Array zeros(DataType type, long... dims) {
    int[] sizes = Layout.ints(dims);
    return new Array(type, sizes, new double[Layout.count(sizes)]);
  }

  /** Uniform in [low, high) from the given source; whole numbers for integer types. */
  public static Array random(DataType type, Random source, double low, double high, long... dims) {
    Array array = zeros(type, dims);
    for (int i = 0; i < array.data.length; i++) {
      array.data[i] = Elements.store(type, low + (high - low) * source.nextDouble());
    }
    return array;
  }

  /** The elements of a stored tensor. */
  public static Array of(Tensor tensor) {
    double[] data =
        tensor.elementType() == DataType.INT64
            ? Arrays.stream(tensor.toLongs()).asDoubleStream().toArray()
            : tensor.toDoubles();
    return new Array(tensor.elementType(), Layout.ints(tensor.shape().sizes()), data);
  }

  /** A stored tensor with these elements, rounded to the element type. */
  public Tensor toTensor(String name) {
    return TensorElements.encode(name, type, Shape.of(dims()), data);
  }

  public DataType type() {
    return type;
  }

  /** Sizes of the axes, a copy. */
  public long[] dims() {
    return Arrays.stream(sizes).asLongStream().toArray();
  }

  /** Sizes of the axes; not to be changed. */
  int[] sizes() {
    return sizes;
  }

  public int rank() {
    return sizes.length;
  }

  /** Number of elements. */
  public int count() {
    return data.length;
  }

  /** Size of one axis; a negative index counts from the end. */
  public int size(int axis) {
    return sizes[axis < 0 ? axis + sizes.length : axis];
  }

  /** The elements themselves; a test may change them in place. */
  public double[] data() {
    return data;
  }

  /** The element at a full index. */
  public double get(int... index) {
    return data[Layout.offset(index, Layout.strides(sizes))];
  }

  /** The only element. */
  public double item() {
    if (data.length != 1) {
      throw new IllegalArgumentException("not a single element: " + this);
    }
    return data[0];
  }

  /** The elements as whole numbers. */
  public long[] toLongs() {
    return Arrays.stream(data).mapToLong(value -> (long) value).toArray();
  }

  /** An independent copy. */
  public Array copy() {
    return new Array(type, sizes, data.clone());
  }

  /** The same elements and shape declared as another type, without conversion. */
  public Array as(DataType other) {
    return new Array(other, sizes, data);
  }

  Array reshaped(int... newSizes) {
    return wrap(type, newSizes, data);
  }

  /** The function of every element, stored as this type. */
  public Array map(DoubleUnaryOperator function) {
    double[] result = new double[data.length];
    for (int i = 0; i < data.length; i++) {
      result[i] = Elements.store(type, function.applyAsDouble(data[i]));
    }
    return new Array(type, sizes, result);
  }

  @Override
  public String toString() {
    String start =
        data.length <= 16
            ? Arrays.toString(data)
            : Arrays.toString(Arrays.copyOf(data, 16)) + " ...";
    return type.onnxName() + Arrays.toString(sizes) + " " + start;
  }
}

package io.lntune.trainer.data;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * A tensor in memory: a name, an element type, axis sizes and little-endian bytes, which may be a
 * mapped region of a file. At most 2 GiB, the limit of a Java buffer.
 */
public final class NamedArray {
  private final String name;
  private final DataType type;
  private final long[] sizes;
  private final ByteBuffer bytes;

  private NamedArray(String name, DataType type, long[] sizes, ByteBuffer bytes) {
    this.name = name;
    this.type = type;
    this.sizes = sizes;
    this.bytes = bytes;
  }

  /**
   * Wraps the remaining bytes of {@code bytes} without copying; later changes are seen.
   *
   * @throws IllegalArgumentException when the byte count is not what type and sizes need
   */
  public static NamedArray of(String name, DataType type, ByteBuffer bytes, long... sizes) {
    ByteBuffer slice = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    long expected = type.byteSize(Shape.of(sizes).elementCount());
    if (slice.remaining() != expected) {
      throw new IllegalArgumentException(
          name + " has " + slice.remaining() + " bytes, its shape needs " + expected);
    }
    return new NamedArray(name, type, sizes.clone(), slice);
  }

  /** A zeroed array in direct memory. */
  public static NamedArray allocate(String name, DataType type, long... sizes) {
    int size = Math.toIntExact(type.byteSize(Shape.of(sizes).elementCount()));
    return of(name, type, ByteBuffer.allocateDirect(size), sizes);
  }

  /** A copy of {@code values} as {@code float} in direct memory. */
  public static NamedArray ofFloats(String name, float[] values, long... sizes) {
    NamedArray array = allocate(name, DataType.FLOAT, sizes);
    array.floats().put(values);
    return array;
  }

  /** A copy of {@code values} as {@code int64} in direct memory. */
  public static NamedArray ofLongs(String name, long[] values, long... sizes) {
    NamedArray array = allocate(name, DataType.INT64, sizes);
    array.longs().put(values);
    return array;
  }

  public String name() {
    return name;
  }

  public DataType type() {
    return type;
  }

  public int rank() {
    return sizes.length;
  }

  /** Size of the axis at {@code index}; a negative index counts from the end. */
  public long size(int index) {
    return sizes[index < 0 ? index + sizes.length : index];
  }

  /** Axis sizes, outermost first; a copy. */
  public long[] sizes() {
    return sizes.clone();
  }

  public Shape shape() {
    return Shape.of(sizes);
  }

  public long elementCount() {
    return shape().elementCount();
  }

  /** All bytes, little-endian, from position 0; the position is the caller's own. */
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The examples {@code from} to {@code to} (exclusive) along the first axis; memory is shared.
   *
   * @throws IllegalArgumentException when the array has no axis or fewer examples
   */
  public NamedArray examples(int from, int to) {
    if (rank() == 0 || from < 0 || to < from || to > sizes[0]) {
      throw new IllegalArgumentException("examples " + from + " to " + to + " of " + this);
    }
    long[] part = sizes.clone();
    part[0] = (long) to - from;
    int each = sizes[0] == 0 ? 0 : Math.toIntExact(bytes.capacity() / sizes[0]);
    int start = Math.multiplyExact(from, each);
    return of(name, type, bytes.slice(start, Math.multiplyExact(to - from, each)), part);
  }

  /** The elements of a {@code float} array. */
  public FloatBuffer floats() {
    require(DataType.FLOAT);
    return bytes().asFloatBuffer();
  }

  /** The elements of an {@code int64} array. */
  public LongBuffer longs() {
    require(DataType.INT64);
    return bytes().asLongBuffer();
  }

  private void require(DataType expected) {
    if (type != expected) {
      throw new IllegalStateException(
          name + " is " + type.onnxName() + ", not " + expected.onnxName());
    }
  }

  @Override
  public String toString() {
    return name + " " + type.onnxName() + " " + shape();
  }
}

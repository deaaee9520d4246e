package io.lntune.graph.ir;

import io.lntune.graph.LntuneException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * An immutable stored tensor. Large contents are regions of a file and are mapped on demand, never
 * copied to the heap.
 */
public final class Tensor {
  private final String name;
  private final DataType elementType;
  private final Shape shape;
  private final TensorContent content;
  private final @Nullable Carrier carrier;

  /** A tensor; {@code carrier} keeps how the file encoded it. */
  public Tensor(
      String name,
      DataType elementType,
      Shape shape,
      TensorContent content,
      @Nullable Carrier carrier) {
    this.name = name;
    this.elementType = elementType;
    this.shape = shape;
    this.content = content;
    this.carrier = carrier;
  }

  /** A float32 tensor in memory. */
  public static Tensor ofFloats(String name, Shape shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(4, values.length)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new Tensor(name, DataType.FLOAT, shape, new InlineBytes(bytes), null);
  }

  /** An int64 tensor in memory. */
  public static Tensor ofLongs(String name, Shape shape, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(8, values.length)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return new Tensor(name, DataType.INT64, shape, new InlineBytes(bytes), null);
  }

  /** A scalar of a floating-point or integer type. */
  public static Tensor scalar(String name, DataType type, double value) {
    return TensorElements.encode(name, type, Shape.SCALAR, new double[] {value});
  }

  public String name() {
    return name;
  }

  public DataType elementType() {
    return elementType;
  }

  public Shape shape() {
    return shape;
  }

  public TensorContent content() {
    return content;
  }

  public @Nullable Carrier carrier() {
    return carrier;
  }

  public long elementCount() {
    return shape.elementCount();
  }

  /** Size of the elements in bytes; 0 for strings. */
  public long byteSize() {
    return elementType.byteSize(elementCount());
  }

  /** The same content under another name. */
  public Tensor named(String newName) {
    return new Tensor(newName, elementType, shape, content, carrier);
  }

  /**
   * The little-endian elements as a read-only view.
   *
   * @throws LntuneException for strings and for tensors over 2 GiB, which are read piecewise
   */
  public ByteBuffer bytes() {
    if (content instanceof InlineBytes inline) {
      return inline.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
    if (content instanceof FileRegion region && region.length() <= Integer.MAX_VALUE) {
      return region.map(0, region.length());
    }
    throw LntuneException.unsupported(
        "The elements of this tensor cannot be viewed at once",
        "tensor '" + name + "' " + elementType.onnxName() + shape,
        "Only numeric tensors up to 2 GiB can be trained or folded.");
  }

  /** All elements as double; see {@link TensorElements}. */
  public double[] toDoubles() {
    return TensorElements.toDoubles(this);
  }

  /** All elements as long; see {@link TensorElements}. */
  public long[] toLongs() {
    return TensorElements.toLongs(this);
  }

  @Override
  public String toString() {
    return name + ": " + elementType.onnxName() + shape;
  }
}

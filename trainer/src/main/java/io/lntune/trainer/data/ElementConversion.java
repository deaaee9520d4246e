package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import java.nio.ByteBuffer;

/**
 * Copies elements of one type as another. Integers must keep their value; floating-point numbers
 * are rounded to the nearest and must not become infinite; a floating-point number never becomes an
 * integer.
 */
final class ElementConversion {
  private final DataType from;
  private final DataType to;
  private final String where;

  private ElementConversion(DataType from, DataType to, String where) {
    this.from = from;
    this.to = to;
    this.where = where;
  }

  /**
   * The conversion for values of {@code where}.
   *
   * @throws LntuneException when there is none
   */
  static ElementConversion between(DataType from, DataType to, String where) {
    boolean known = ElementType.isSupported(from) && ElementType.isSupported(to);
    boolean loses = ElementType.isFloatingPoint(from) && ElementType.isInteger(to);
    if (from != to && (!known || loses)) {
      throw LntuneException.badInput(
          "The data is " + from.onnxName() + " but the model wants " + to.onnxName(),
          where,
          "Store the array as " + to.onnxName() + ".");
    }
    return new ElementConversion(from, to, where);
  }

  boolean isCopy() {
    return from == to;
  }

  /** True when values may be rounded. */
  boolean rounds() {
    return ElementType.isFloatingPoint(from)
        && ElementType.isFloatingPoint(to)
        && !(from == to
            || to == DataType.DOUBLE
            || (to == DataType.FLOAT && from != DataType.DOUBLE));
  }

  /** Converts all remaining elements of {@code source} to the position of {@code target}. */
  void convert(ByteBuffer source, ByteBuffer target) {
    while (source.hasRemaining()) {
      if (ElementType.isFloatingPoint(from)) {
        double value = ElementType.readDouble(from, source);
        require(ElementType.writeDouble(to, target, value), value);
      } else {
        long value = ElementType.readLong(from, source);
        require(writeInteger(to, target, value), value);
      }
    }
  }

  /** Writes an integer to any supported type and answers whether it kept its value. */
  static boolean writeInteger(DataType to, ByteBuffer target, long value) {
    if (ElementType.isInteger(to)) {
      return ElementType.writeLong(to, target, value);
    }
    long limit = ElementType.largestExactInteger(to);
    return ElementType.writeDouble(to, target, (double) value) && value <= limit && value >= -limit;
  }

  private void require(boolean held, Object value) {
    if (!held) {
      throw LntuneException.badInput(
          "The value " + value + " does not fit " + to.onnxName() + ", which the model wants",
          where,
          "Correct the value or store the array in the type that the model wants.");
    }
  }
}

package io.lntune.graph.differentiate;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.reference.Array;
import org.jspecify.annotations.Nullable;

/**
 * One input of the node under test.
 *
 * @param kind where it comes from
 * @param array its elements; null when it is left out or repeats another input
 * @param sameAs for a repeated input, the index of the input whose value it is
 */
record Operand(Kind kind, @Nullable Array array, int sameAs) {
  /** Where an input comes from. */
  enum Kind {
    FED,
    CONSTANT,
    LEFT_OUT,
    REPEATED
  }

  static final Operand LEFT_OUT = new Operand(Kind.LEFT_OUT, null, -1);

  static Operand fed(Array array) {
    return new Operand(Kind.FED, array, -1);
  }

  static Operand constant(Array array) {
    return new Operand(Kind.CONSTANT, array, -1);
  }

  static Operand repeated(int index) {
    return new Operand(Kind.REPEATED, null, index);
  }

  boolean isFloating() {
    return array != null && array.type().isFloatingPoint();
  }

  /** The elements, floating-point ones declared as {@code type}. */
  Array elements(DataType type) {
    if (array == null) {
      throw new IllegalStateException(kind + " has no elements");
    }
    return isFloating() ? array.as(type) : array;
  }
}

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
    /** A constant that keeps its type when the precision of the case changes. */
    TYPED_CONSTANT,
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

  static Operand typedConstant(Array array) {
    return new Operand(Kind.TYPED_CONSTANT, array, -1);
  }

  boolean isConstant() {
    return kind == Kind.CONSTANT || kind == Kind.TYPED_CONSTANT;
  }

  /** Whether the elements have the floating-point type of the case. */
  boolean isFloating() {
    return array != null && array.type().isFloatingPoint() && kind != Kind.TYPED_CONSTANT;
  }

  /** The elements, floating-point ones declared as {@code type}. */
  Array elements(DataType type) {
    if (array == null) {
      throw new IllegalStateException(kind + " has no elements");
    }
    return isFloating() ? array.as(type) : array;
  }
}

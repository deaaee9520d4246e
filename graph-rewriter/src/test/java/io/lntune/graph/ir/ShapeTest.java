package io.lntune.graph.ir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeTest {
  private static final Shape SYMBOLIC = new Shape(List.of(Dim.symbolic("batch"), Dim.of(4)));

  @Test
  void countsElements() {
    assertEquals(24, Shape.of(2, 3, 4).elementCount());
    assertEquals(1, Shape.SCALAR.elementCount());
    assertEquals(0, Shape.of(0, 3).elementCount());
    assertThrows(IllegalStateException.class, SYMBOLIC::elementCount);
    Shape huge = Shape.of(Long.MAX_VALUE, 2);
    assertThrows(ArithmeticException.class, huge::elementCount);
  }

  @Test
  void negativeIndicesCountFromTheEnd() {
    assertEquals(Dim.of(4), Shape.of(2, 3, 4).dim(-1));
    assertEquals(Dim.of(2), Shape.of(2, 3, 4).dim(-3));
    assertEquals(3, Shape.of(2, 3, 4).rank());
  }

  @Test
  void unknownAxesAreNeverCertainlyEqual() {
    assertTrue(SYMBOLIC.certainlyEquals(SYMBOLIC));
    assertFalse(Shape.of(-1, 4).certainlyEquals(Shape.of(-1, 4)));
    assertFalse(SYMBOLIC.certainlyEquals(Shape.of(2, 4)));
    assertFalse(Shape.of(2).certainlyEquals(Shape.of(2, 1)));
    assertFalse(Dim.symbolic("a").certainlyEquals(Dim.symbolic("b")));
    assertFalse(Dim.of(3).certainlyEquals(Dim.UNKNOWN));
  }

  @Test
  void sizesAndText() {
    assertArrayEquals(new long[] {-1, 4}, SYMBOLIC.sizes());
    assertEquals("[batch, 4]", SYMBOLIC.toString());
    assertEquals("[?]", Shape.of(-1).toString());
    assertEquals("[]", Shape.SCALAR.toString());
    assertFalse(SYMBOLIC.isStatic());
    assertTrue(Shape.SCALAR.isStatic());
  }
}

package io.lntune.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class NamedArrayTest {
  @Test
  void holdsLittleEndianDirectMemory() {
    NamedArray array = NamedArray.ofFloats("x", new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertTrue(array.bytes().isDirect());
    assertEquals((byte) 0x3f, array.bytes().get(3));
    assertEquals(6f, array.floats().get(5));
    assertEquals(3, array.size(-1));
    assertEquals(2, array.rank());
    assertArrayEquals(new long[] {2, 3}, array.sizes());
    assertEquals("x float [2, 3]", array.toString());
  }

  @Test
  void wrapsWithoutCopying() {
    ByteBuffer memory = ByteBuffer.allocateDirect(20).position(4);
    NamedArray array = NamedArray.of("x", DataType.INT64, memory, 2);
    memory.put(12, (byte) 7);
    assertEquals(7, array.longs().get(1));
  }

  @Test
  void refusesWrongSizesAndTypes() {
    ByteBuffer memory = ByteBuffer.allocate(12);
    assertThrows(
        IllegalArgumentException.class, () -> NamedArray.of("x", DataType.FLOAT, memory, 4));
    assertThrows(
        IllegalStateException.class, () -> NamedArray.of("x", DataType.FLOAT, memory, 3).longs());
  }

  @Test
  void aScalarHasOneElement() {
    assertEquals(1, NamedArray.allocate("x", DataType.DOUBLE).elementCount());
  }
}

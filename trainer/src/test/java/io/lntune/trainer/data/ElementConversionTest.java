package io.lntune.trainer.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

final class ElementConversionTest {
  private static ByteBuffer convert(DataType from, DataType to, ByteBuffer source) {
    ByteBuffer target = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    ElementConversion.between(from, to, "x").convert(source, target);
    return target.flip();
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void integersKeepTheirValue() {
    ByteBuffer ints = buffer().putInt(-5).putInt(7).flip();
    ByteBuffer longs = convert(DataType.INT32, DataType.INT64, ints);
    assertEquals(-5, longs.getLong(0));
    assertEquals(7, longs.getLong(8));
    ByteBuffer unsigned = buffer().put((byte) 200).flip();
    assertEquals(200, convert(DataType.UINT8, DataType.INT32, unsigned).getInt(0));
    ByteBuffer flags = buffer().put((byte) 1).put((byte) 0).flip();
    assertEquals(1, convert(DataType.BOOL, DataType.INT64, flags).getLong(0));
    ByteBuffer toFloat = buffer().putLong(1 << 24).flip();
    assertEquals(0x1p24f, convert(DataType.INT64, DataType.FLOAT, toFloat).getFloat(0));
  }

  @Test
  void refusesIntegersThatDoNotFit() {
    ByteBuffer large = buffer().putLong(1L << 40).flip();
    LntuneException failure =
        assertThrows(LntuneException.class, () -> convert(DataType.INT64, DataType.INT32, large));
    assertTrue(failure.what().contains("1099511627776"), failure.what());
    ByteBuffer negative = buffer().put((byte) -1).flip();
    assertThrows(LntuneException.class, () -> convert(DataType.INT8, DataType.UINT16, negative));
    ByteBuffer two = buffer().putLong(2).flip();
    assertThrows(LntuneException.class, () -> convert(DataType.INT64, DataType.BOOL, two));
    ByteBuffer inexact = buffer().putLong((1 << 24) + 1).flip();
    assertThrows(LntuneException.class, () -> convert(DataType.INT64, DataType.FLOAT, inexact));
  }

  @Test
  void floatingPointIsRoundedButStaysFinite() {
    ByteBuffer doubles = buffer().putDouble(0.1).putDouble(Double.NaN).flip();
    ByteBuffer floats = convert(DataType.DOUBLE, DataType.FLOAT, doubles);
    assertEquals(0.1f, floats.getFloat(0));
    assertTrue(Float.isNaN(floats.getFloat(4)));
    ByteBuffer half = buffer().putShort((short) 0x3c00).flip();
    assertEquals(1f, convert(DataType.FLOAT16, DataType.FLOAT, half).getFloat(0));
    ByteBuffer huge = buffer().putDouble(1e300).flip();
    assertThrows(LntuneException.class, () -> convert(DataType.DOUBLE, DataType.FLOAT, huge));
    ByteBuffer tooLarge = buffer().putFloat(70_000).flip();
    assertThrows(LntuneException.class, () -> convert(DataType.FLOAT, DataType.FLOAT16, tooLarge));
  }

  @Test
  void floatingPointNeverBecomesInteger() {
    assertThrows(
        LntuneException.class,
        () -> ElementConversion.between(DataType.FLOAT, DataType.INT64, "x"));
    assertThrows(
        LntuneException.class,
        () -> ElementConversion.between(DataType.COMPLEX64, DataType.FLOAT, "x"));
  }

  @Test
  void saysWhenItRounds() {
    assertTrue(ElementConversion.between(DataType.DOUBLE, DataType.FLOAT, "x").rounds());
    assertFalse(ElementConversion.between(DataType.FLOAT16, DataType.FLOAT, "x").rounds());
    assertFalse(ElementConversion.between(DataType.FLOAT, DataType.DOUBLE, "x").rounds());
    assertTrue(ElementConversion.between(DataType.FLOAT, DataType.FLOAT, "x").isCopy());
  }
}

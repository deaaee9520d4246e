package io.lntune.trainer.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class HalfPrecisionTest {
  @Test
  void everyPatternSurvivesTheWayToFloatAndBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = HalfPrecision.ofFloat16((short) bits);
      if (!Float.isNaN(value)) {
        assertEquals((short) bits, HalfPrecision.toFloat16(value), "float16 " + bits);
      }
      float brain = HalfPrecision.ofBfloat16((short) bits);
      if (!Float.isNaN(brain)) {
        assertEquals((short) bits, HalfPrecision.toBfloat16(brain), "bfloat16 " + bits);
      }
    }
  }

  @Test
  void knownValues() {
    assertEquals(1f, HalfPrecision.ofFloat16((short) 0x3c00));
    assertEquals(65504f, HalfPrecision.ofFloat16((short) 0x7bff));
    assertEquals(0x1p-24f, HalfPrecision.ofFloat16((short) 1));
    assertEquals(-2f, HalfPrecision.ofFloat16((short) 0xc000));
    assertEquals(1f, HalfPrecision.ofBfloat16((short) 0x3f80));
    assertTrue(Float.isNaN(HalfPrecision.ofFloat16(HalfPrecision.toFloat16(Float.NaN))));
    assertTrue(Float.isNaN(HalfPrecision.ofBfloat16(HalfPrecision.toBfloat16(Float.NaN))));
  }

  @Test
  void roundsToNearestTiesToEven() {
    assertEquals((short) 0x3c00, HalfPrecision.toFloat16(1 + 0x1p-11f));
    assertEquals((short) 0x3c02, HalfPrecision.toFloat16(1 + 3 * 0x1p-11f));
    assertEquals((short) 0x4000, HalfPrecision.toFloat16(2 - 0x1p-12f));
    assertEquals((short) 0x7bff, HalfPrecision.toFloat16(65519f));
    assertEquals((short) 0x7c00, HalfPrecision.toFloat16(65520f));
    assertEquals((short) 0, HalfPrecision.toFloat16(0x1p-25f));
    assertEquals((short) 1, HalfPrecision.toFloat16(0x1.8p-25f));
    assertEquals((short) 0x400, HalfPrecision.toFloat16(0x1p-14f - 0x1p-26f));
    assertEquals((short) 0x3f80, HalfPrecision.toBfloat16(1 + 0x1p-8f));
    assertEquals((short) 0x3f82, HalfPrecision.toBfloat16(1 + 3 * 0x1p-8f));
  }
}

package io.lntune.graph.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lntune.graph.LntuneException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataTypeTest {
  @ParameterizedTest
  @EnumSource
  void codesAreThoseOfTheEnumOrder(DataType type) {
    assertSame(type, DataType.ofCode(type.code()));
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT, 1, 4",
    "UINT8, 2, 1",
    "INT16, 5, 2",
    "INT32, 6, 4",
    "INT64, 7, 8",
    "BOOL, 9, 1",
    "FLOAT16, 10, 2",
    "DOUBLE, 11, 8",
    "COMPLEX128, 15, 16",
    "BFLOAT16, 16, 2",
    "FLOAT8E4M3FN, 17, 1"
  })
  void codesAndSizes(DataType type, int code, long bytes) {
    assertEquals(code, type.code());
    assertEquals(bytes, type.byteSize(1));
    assertEquals(7 * bytes, type.byteSize(7));
    assertEquals(0, type.byteSize(0));
  }

  @ParameterizedTest
  @CsvSource({"INT4, 3, 2", "UINT4, 4, 2", "FLOAT4E2M1, 1, 1", "INT2, 5, 2", "UINT2, 4, 1"})
  void smallElementsArePacked(DataType type, long elements, long bytes) {
    assertEquals(bytes, type.byteSize(elements));
  }

  @Test
  void sizesThatOverflowAreAnError() {
    assertThrows(ArithmeticException.class, () -> DataType.DOUBLE.byteSize(Long.MAX_VALUE / 8));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 27, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void unknownCodesAreBadInput(int code) {
    assertThrows(LntuneException.class, () -> DataType.ofCode(code));
  }

  @Test
  void gradientsExistForFourTypes() {
    assertEquals(
        List.of(DataType.FLOAT, DataType.FLOAT16, DataType.DOUBLE, DataType.BFLOAT16),
        Arrays.stream(DataType.values()).filter(DataType::isFloatingPoint).toList());
  }
}

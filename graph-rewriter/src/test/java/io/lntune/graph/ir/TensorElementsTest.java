package io.lntune.graph.ir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TensorElementsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "FLOAT, -3.5, 3.25",
    "DOUBLE, -3.1, 1e300",
    "FLOAT16, -3.5, 65504",
    "BFLOAT16, -3.5, 1e3",
    "INT64, -9007199254740992, 9007199254740992",
    "INT32, -2147483648, 2147483647",
    "UINT32, 0, 4294967295",
    "INT16, -32768, 32767",
    "UINT16, 0, 65535",
    "INT8, -128, 127",
    "UINT8, 0, 255",
    "BOOL, 0, 1",
    "UINT64, 0, 9007199254740992"
  })
  void numbersSurviveARoundTrip(DataType type, double low, double high) {
    double[] values = {low, 0, 1, high};

    Tensor tensor = TensorElements.encode("t", type, Shape.of(2, 2), values);

    assertEquals(type, tensor.elementType());
    assertEquals(tensor.byteSize(), tensor.bytes().remaining());
    assertArrayEquals(values, tensor.toDoubles());
    if (!type.isFloatingPoint()) {
      assertArrayEquals(new long[] {(long) low, 0, 1, (long) high}, tensor.toLongs());
    }
  }

  @Test
  void valuesAreRoundedToTheType() {
    double third = 1.0 / 3;
    assertEquals((float) third, Tensor.scalar("t", DataType.FLOAT, third).toDoubles()[0]);
    assertEquals(0.333251953125, Tensor.scalar("t", DataType.FLOAT16, third).toDoubles()[0]);
    assertEquals(0.333984375, Tensor.scalar("t", DataType.BFLOAT16, third).toDoubles()[0]);
  }

  @Test
  void int64IsExactAsLong() {
    long[] values = {Long.MIN_VALUE, Long.MAX_VALUE};
    assertArrayEquals(values, Tensor.ofLongs("t", Shape.of(2), values).toLongs());
  }

  @ParameterizedTest
  @EnumSource(names = {"STRING", "COMPLEX64", "INT4", "FLOAT8E4M3FN"})
  void otherTypesCannotBeMade(DataType type) {
    assertThrows(
        LntuneException.class,
        () -> TensorElements.encode("t", type, Shape.of(1), new double[] {1}));
  }

  @Test
  void floatsAreNoIntegers() {
    Tensor tensor = Tensor.ofFloats("t", Shape.of(1), 1);
    assertThrows(LntuneException.class, tensor::toLongs);
  }

  @Test
  void textsHaveNoBytes() {
    Tensor tensor =
        new Tensor("t", DataType.STRING, Shape.of(1), new InlineStrings(List.of("a")), null);
    assertThrows(LntuneException.class, tensor::bytes);
    assertEquals(0, tensor.byteSize());
  }

  @Test
  void elementsOfAFileAreMapped() throws IOException {
    Tensor inline = Tensor.ofFloats("t", Shape.of(3), 1, 2, 3);
    ByteBuffer bytes = inline.bytes();
    byte[] file = new byte[5 + bytes.remaining() + 2];
    bytes.get(file, 5, bytes.remaining());
    Path path = Files.write(folder.resolve("data"), file);

    Tensor mapped = new Tensor("t", DataType.FLOAT, Shape.of(3), new FileRegion(path, 5, 12), null);

    assertArrayEquals(new double[] {1, 2, 3}, mapped.toDoubles());
    FileRegion region = (FileRegion) mapped.content();
    assertEquals(2f, region.map(4, 4).getFloat(0));
    assertThrows(IllegalArgumentException.class, () -> region.map(8, 5));
    assertThrows(IllegalArgumentException.class, () -> region.map(-1, 1));
  }

  @Test
  void aVanishedFileIsBadInput() {
    FileRegion region = new FileRegion(folder.resolve("gone"), 0, 4);
    Tensor tensor = new Tensor("t", DataType.FLOAT, Shape.of(1), region, null);
    assertThrows(LntuneException.class, tensor::bytes);
  }

  @Test
  void tensorsCannotBeChanged() {
    Tensor tensor = Tensor.ofFloats("t", Shape.of(1), 1);
    assertThrows(ReadOnlyBufferException.class, () -> tensor.bytes().putFloat(0, 2));
    assertEquals("u", tensor.named("u").name());
    assertEquals("t", tensor.name());
  }
}

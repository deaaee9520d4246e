package io.lntune.graph.parse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.InlineStrings;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.parse.proto.GraphProto;
import io.lntune.graph.parse.proto.TensorProto;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which the format stores elements gives the bytes that {@code raw_data} would. */
class TypedDataTest {
  @TempDir Path folder;

  private Tensor read(TensorProto.Builder tensor) {
    GraphProto.Builder graph = GraphProto.newBuilder().addInitializer(tensor.setName("t"));
    return ModelReader.read(TestModels.write(folder, TestModels.model(graph).build()))
        .graph()
        .initializers()
        .iterator()
        .next()
        .initializer();
  }

  private static TensorProto.Builder tensor(DataType type, long... dims) {
    TensorProto.Builder builder = TensorProto.newBuilder().setDataType(type.code());
    for (long dim : dims) {
      builder.addDims(dim);
    }
    return builder;
  }

  private static String hex(Tensor tensor) {
    ByteBuffer bytes = tensor.bytes();
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return HexFormat.of().formatHex(array);
  }

  @ParameterizedTest
  @CsvSource({
    "INT32, 4294967294, 1, feffffff01000000",
    "INT16, 4294967294, 1, feff0100",
    "UINT16, 65534, 1, feff0100",
    "FLOAT16, 15360, 49152, 003c00c0",
    "BFLOAT16, 16256, 49152, 803f00c0",
    "INT8, 4294967294, 1, fe01",
    "UINT8, 254, 1, fe01",
    "BOOL, 1, 0, 0100",
    "FLOAT8E4M3FN, 56, 184, 38b8",
    "FLOAT8E4M3FNUZ, 56, 184, 38b8",
    "FLOAT8E5M2, 60, 188, 3cbc",
    "FLOAT8E5M2FNUZ, 60, 188, 3cbc",
    "FLOAT8E8M0, 127, 128, 7f80",
  })
  void int32DataHoldsOneElementPerEntry(DataType type, long first, long second, String expected) {
    TensorProto.Builder builder = tensor(type, 2);
    builder.addInt32Data((int) first).addInt32Data((int) second);
    assertEquals(expected, hex(read(builder)));
  }

  @ParameterizedTest
  @CsvSource({"INT4, 3", "UINT4, 3", "FLOAT4E2M1, 3", "INT2, 7", "UINT2, 7"})
  void int32DataHoldsPackedBytesOfSmallTypes(DataType type, long elements) {
    TensorProto.Builder builder = tensor(type, elements).addInt32Data(0x21).addInt32Data(0xF3);
    assertEquals("21f3", hex(read(builder)));
  }

  @Test
  void otherTypesHaveFieldsOfTheirOwn() {
    assertEquals("0000803f", hex(read(tensor(DataType.FLOAT, 1).addFloatData(1))));
    assertEquals(
        "0000803f00000040",
        hex(read(tensor(DataType.COMPLEX64, 1).addFloatData(1).addFloatData(2))));
    assertEquals("000000000000f03f", hex(read(tensor(DataType.DOUBLE, 1).addDoubleData(1))));
    assertEquals(
        "000000000000f03f0000000000000040",
        hex(read(tensor(DataType.COMPLEX128, 1).addDoubleData(1).addDoubleData(2))));
    assertEquals("feffffffffffffff", hex(read(tensor(DataType.INT64, 1).addInt64Data(-2))));
    assertEquals("feffffffffffffff", hex(read(tensor(DataType.UINT64, 1).addUint64Data(-2))));
    assertEquals("feffffff", hex(read(tensor(DataType.UINT32, 1).addUint64Data(0xFFFFFFFEL))));
  }

  @Test
  void stringsAreTexts() {
    TensorProto.Builder builder =
        tensor(DataType.STRING, 2)
            .addStringData(ByteString.copyFromUtf8("a"))
            .addStringData(ByteString.copyFromUtf8("ö"));
    assertEquals(new InlineStrings(List.of("a", "ö")), read(builder).content());
  }

  @Test
  void largeFloatAndDoubleFieldsStayInTheFile() {
    TensorProto.Builder floats = tensor(DataType.FLOAT, 2, 150);
    TensorProto.Builder doubles = tensor(DataType.DOUBLE, 300);
    double[] expected = IntStream.range(0, 300).asDoubleStream().toArray();
    for (double each : expected) {
      floats.addFloatData((float) each);
      doubles.addDoubleData(each);
    }
    for (TensorProto.Builder builder : List.of(floats, doubles)) {
      Tensor tensor = read(builder);
      assertTrue(tensor.content() instanceof FileRegion);
      assertArrayEquals(expected, tensor.toDoubles());
    }
  }

  @Test
  void anEmptyTensorNeedsNoContent() {
    assertEquals("", hex(read(tensor(DataType.FLOAT, 3, 0))));
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT, 1, 3",
    "FLOAT, 2, 4",
    "FLOAT, 0, 4",
    "FLOAT, 300, 1196",
    "DOUBLE, 300, 1200",
    "INT4, 3, 1",
    "INT64, 1, 0",
    "STRING, 1, 8",
  })
  void contentOfTheWrongSizeIsRefused(DataType type, long elements, int bytes) {
    assertRefused(tensor(type, elements).setRawData(ByteString.copyFrom(new byte[bytes])));
  }

  @Test
  void contradictionsAreRefused() {
    assertRefused(tensor(DataType.FLOAT, 1).addInt32Data(1));
    assertRefused(tensor(DataType.FLOAT, -1));
    assertRefused(TensorProto.newBuilder().setDataType(99).addDims(0));
    assertRefused(TensorProto.newBuilder().setDataType(-1).addDims(0));
    assertRefused(TensorProto.newBuilder().addDims(0));
    TensorProto.Builder two = TestModels.raw("t", TestModels.LARGE);
    for (int i = 0; i < TestModels.LARGE; i++) {
      two.addFloatData(i);
    }
    assertRefused(two);
    assertRefused(
        TestModels.raw("t", TestModels.LARGE).setDataType(DataType.INT32.code()).addFloatData(1));
  }

  private void assertRefused(TensorProto.Builder tensor) {
    GraphProto.Builder graph = GraphProto.newBuilder().addInitializer(tensor.setName("t"));
    LntuneException refusal = TestModels.refusal(folder, TestModels.model(graph).build());
    assertTrue(refusal.where().contains("tensor 't'"), refusal.where());
  }
}

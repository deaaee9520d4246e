package io.lntune.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsFileTest {
  private static final int CORRUPTIONS = 600;

  @TempDir private Path folder;

  @Test
  void roundTripOfEveryElementType() {
    Random random = new Random(1);
    List<NamedArray> arrays = new ArrayList<>();
    for (DataType type : DataType.values()) {
      if (SafetensorsType.name(type).isPresent()) {
        NamedArray array = NamedArray.allocate("t." + type, type, 3, 2);
        byte[] bytes = new byte[array.bytes().remaining()];
        random.nextBytes(bytes);
        array.bytes().put(bytes);
        arrays.add(array);
      }
    }
    arrays.add(NamedArray.ofFloats("scalar", new float[] {4}));
    arrays.add(NamedArray.ofFloats("empty", new float[0], 0, 5));
    arrays.add(NamedArray.ofFloats("naïve \"quoted\" 名", new float[] {1, 2}, 2));
    Path file = folder.resolve("a.safetensors");
    Map<String, String> metadata = Map.of("format", "pt", "β", "\n");
    SafetensorsWriter.write(file, false, metadata, arrays);
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertEquals(metadata, read.metadata());
      assertEquals(arrays.size(), read.headers().size());
      for (NamedArray array : arrays) {
        NamedArray back = read.array(array.name());
        assertEquals(array.type(), back.type());
        assertArrayEquals(array.sizes(), back.sizes());
        assertEquals(array.bytes(), back.bytes());
      }
    }
  }

  @Test
  void sameArraysInAnyOrderGiveTheSameAlignedFile() throws IOException {
    NamedArray bytes = NamedArray.allocate("a", DataType.INT8, 3);
    NamedArray longs = NamedArray.ofLongs("z", new long[] {1}, 1);
    Path one = folder.resolve("1");
    Path two = folder.resolve("2");
    SafetensorsWriter.write(one, false, Map.of(), List.of(bytes, longs));
    SafetensorsWriter.write(two, false, Map.of(), List.of(longs, bytes));
    assertEquals(-1, Files.mismatch(one, two));
    long header = ByteBuffer.wrap(Files.readAllBytes(one)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(0, header % 8);
    try (SafetensorsFile file = SafetensorsFile.open(one)) {
      assertEquals("z", file.headers().get(0).name());
    }
  }

  @Test
  void writerRefusesWhatTheFormatCannotHold() {
    Path file = folder.resolve("a");
    NamedArray text = NamedArray.allocate("a", DataType.UINT4, 2);
    assertThrows(
        LntuneException.class, () -> SafetensorsWriter.write(file, false, Map.of(), List.of(text)));
    NamedArray once = NamedArray.allocate("a", DataType.INT8, 2);
    assertThrows(
        IllegalArgumentException.class,
        () -> SafetensorsWriter.write(file, false, Map.of(), List.of(once, once)));
    assertTrue(Files.notExists(file));
  }

  @Test
  void missingTensorListsWhatThereIs() throws IOException {
    Path file = write("{\"a\":{\"dtype\":\"I8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2);
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      LntuneException failure = assertThrows(LntuneException.class, () -> read.array("b"));
      assertTrue(failure.remedy().contains("a"), failure.remedy());
    }
  }

  @Test
  void acceptsSpacesAfterTheHeaderAndNoTensors() throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(write("{}   ", 0))) {
      assertEquals(List.of(), file.headers());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "overlaps    | 4 | {'a':{'dtype':'I8','shape':[2],'data_offsets':[0,2]},"
            + "'b':{'dtype':'I8','shape':[3],'data_offsets':[1,4]}}",
        "hole        | 4 | {'a':{'dtype':'I8','shape':[2],'data_offsets':[0,2]},"
            + "'b':{'dtype':'I8','shape':[1],'data_offsets':[3,4]}}",
        "hole        | 4 | {'a':{'dtype':'I8','shape':[2],'data_offsets':[2,4]}}",
        "file has    | 5 | {'a':{'dtype':'I8','shape':[4],'data_offsets':[0,4]}}",
        "file has    | 3 | {'a':{'dtype':'I8','shape':[4],'data_offsets':[0,4]}}",
        "needs 8     | 4 | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}",
        "needs       | 4 | {'a':{'dtype':'I8','shape':[4],'data_offsets':[4,0]}}",
        "large       | 4 | {'a':{'dtype':'F32','shape':[4611686018427387904,4],"
            + "'data_offsets':[0,4]}}",
        "JSON        | 4 | {'a':{'dtype':'F32','shape':[99999999999999999999],"
            + "'data_offsets':[0,4]}}",
        "Negative    | 4 | {'a':{'dtype':'I8','shape':[-4],'data_offsets':[0,4]}}",
        "Negative    | 4 | {'a':{'dtype':'I8','shape':[4],'data_offsets':[-4,0]}}",
        "JSON        | 2 | {'a':{'dtype':'I8','shape':[2],'data_offsets':[0,2]},"
            + "'a':{'dtype':'I8','shape':[2],'data_offsets':[0,2]}}",
        "JSON        | 2 | {'a':{'dtype':'I8','dtype':'I8','shape':[2],'data_offsets':[0,2]}}",
        "unknown key | 2 | {'a':{'dtype':'I8','shape':[2],'data_offsets':[0,2],'x':1}}",
        "type Q7     | 2 | {'a':{'dtype':'Q7','shape':[2],'data_offsets':[0,2]}}",
        "needs dtype | 2 | {'a':{'dtype':'I8','shape':[2],'data_offsets':[0,1,2]}}",
        "needs dtype | 2 | {'a':{'dtype':'I8','data_offsets':[0,2]}}",
        "not written | 2 | {'a':{'dtype':8,'shape':[2],'data_offsets':[0,2]}}",
        "not written | 2 | {'a':{'dtype':'I8','shape':[2.0],'data_offsets':[0,2]}}",
        "not written | 2 | {'a':{'dtype':'I8','shape':2,'data_offsets':[0,2]}}",
        "not written | 0 | {'__metadata__':{'a':1}}",
        "not written | 0 | {'a':[]}",
        "JSON        | 0 | {'a':{'dtype':'I8'",
        "after       | 0 | {} {}",
        "'{'         | 0 | []",
        "'{'         | 0 | ` {}`",
      })
  void refusesAContradictoryHeader(String reason, int dataBytes, String header) throws IOException {
    Path file = write(header.replace('\'', '"'), dataBytes);
    LntuneException failure =
        assertThrows(LntuneException.class, () -> SafetensorsFile.open(file).close());
    assertTrue(failure.what().contains(reason), failure.what());
    assertEquals(file.toString(), failure.where());
  }

  @Test
  void refusesAHeaderLengthThatLies() throws IOException {
    assertRefused(new byte[] {1, 2, 3}, "too few");
    assertRefused(header(100_000_001L), "limit");
    assertRefused(header(-1L), "limit");
    assertRefused(header(50_000_000L), "more than the file has");
  }

  @Test
  void refusesTextThatIsNotUtf8() throws IOException {
    byte[] bytes = header(4);
    bytes[8] = '{';
    bytes[9] = (byte) 0xff;
    bytes[10] = ' ';
    bytes[11] = '}';
    assertRefused(bytes, "UTF-8");
  }

  @Test
  void missingFileIsAnError() {
    LntuneException failure =
        assertThrows(
            LntuneException.class, () -> SafetensorsFile.open(folder.resolve("no")).close());
    assertEquals("No such file", failure.what());
  }

  /** Whatever bytes change, the file opens consistently or is refused in words. */
  @Test
  void survivesRandomCorruption() throws IOException {
    Path file = folder.resolve("a.safetensors");
    NamedArray first = NamedArray.ofFloats("first", new float[] {1, 2, 3}, 3);
    NamedArray second = NamedArray.ofLongs("second", new long[] {4, 5}, 2, 1);
    SafetensorsWriter.write(file, false, Map.of("k", "v"), List.of(first, second));
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < CORRUPTIONS; i++) {
      byte[] bytes = corrupt(good, random);
      Files.write(file, bytes);
      try (SafetensorsFile read = SafetensorsFile.open(file)) {
        for (ArrayHeader header : read.headers()) {
          assertTrue(header.byteSize() <= bytes.length);
          assertEquals(header.byteSize(), read.array(header.name()).bytes().remaining());
        }
      } catch (LntuneException e) {
        refused++;
      }
    }
    assertTrue(refused > CORRUPTIONS / 3, "only " + refused + " were refused");
    assertTrue(refused < CORRUPTIONS, "nothing was accepted, so nothing was tested");
  }

  private static byte[] corrupt(byte[] good, Random random) {
    byte[] bytes = good.clone();
    switch (random.nextInt(4)) {
      case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      case 1 -> bytes[random.nextInt(bytes.length)] = (byte) ('0' + random.nextInt(10));
      case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 9));
      default -> {
        int from = random.nextInt(bytes.length);
        int to = random.nextInt(bytes.length);
        int count = random.nextInt(bytes.length - Math.max(from, to));
        System.arraycopy(good, from, bytes, to, count);
      }
    }
    return bytes;
  }

  private void assertRefused(byte[] bytes, String reason) throws IOException {
    Path file = Files.write(folder.resolve("bad"), bytes);
    LntuneException failure =
        assertThrows(LntuneException.class, () -> SafetensorsFile.open(file).close());
    assertTrue(failure.what().contains(reason), failure.what());
  }

  private static byte[] header(long length) {
    return ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
  }

  private Path write(String header, int dataBytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    return Files.write(folder.resolve("written"), bytes.array());
  }
}

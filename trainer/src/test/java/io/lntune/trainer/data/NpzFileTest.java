package io.lntune.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NpzFileTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void readsWhatNumpyWrote(String name) {
    try (NpzFile file = NpzFile.open(resource(name))) {
      assertEquals(8, file.headers().size());
      assertEquals(DataType.BOOL, file.header("flag").type());
      assertEquals((byte) -1, file.array("byte").bytes().get(0));
      NamedArray ids = file.array("ids");
      assertArrayEquals(new long[] {3, 2}, ids.sizes());
      assertEquals(-6, ids.bytes().getInt(20));
      assertEquals(9, file.array("label").longs().get(2));
      assertEquals(1.375f, file.array("pixel").floats().get(11));
      assertEquals(DataType.FLOAT16, file.header("half").type());
      assertEquals(1e300, file.array("double").bytes().getDouble(8));
      assertEquals(0, file.header("scalar").shape().rank());
      assertEquals(3.5f, file.array("scalar").floats().get(0));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fortran.npz, Fortran, ascontiguousarray",
    "big_endian.npz, >f4, little-endian",
    "record.npz, plain numbers, one number type"
  })
  void refusesOtherLayouts(String name, String what, String remedy) {
    LntuneException failure = refusal(resource(name));
    assertTrue(failure.what().contains(what), failure.what());
    assertTrue(failure.remedy().contains(remedy), failure.remedy());
  }

  @ParameterizedTest
  @CsvSource({"1, |u1", "2, <u2", "3, <i8", "1, <u1"})
  void readsEveryFormatVersion(int version, String type) throws IOException {
    int bytes = type.charAt(2) - '0';
    Path path =
        new NpzWriter().array("x", version, header(type, "2,"), new byte[2 * bytes]).write(folder);
    try (NpzFile file = NpzFile.open(path)) {
      assertEquals(2L * bytes, file.header("x").byteSize());
    }
  }

  @Test
  void refusesWrongHeaders() throws IOException {
    assertRefused("begin", new NpzWriter().entry("x.npy", new byte[40]));
    assertRefused("ends inside", new NpzWriter().entry("x.npy", new byte[3]));
    assertRefused("version 9.0", new NpzWriter().array("x", 9, header("<f4", "1,"), new byte[4]));
    assertRefused("needs", new NpzWriter().array("x", 1, header("<f4", "2,"), new byte[4]));
    assertRefused("needs", new NpzWriter().array("x", 1, header("<f4", "1,"), new byte[8]));
    assertRefused(
        "large",
        new NpzWriter().array("x", 1, header("<f4", "9" + "0".repeat(17) + ","), new byte[4]));
    assertRefused(
        "shape", new NpzWriter().array("x", 1, header("<f4", "9" + "0".repeat(30)), new byte[4]));
    assertRefused(
        "axes", new NpzWriter().array("x", 1, header("<f4", "1,".repeat(65)), new byte[4]));
    assertRefused("plain", new NpzWriter().array("x", 1, header("<f4", "-1,"), new byte[4]));
    assertRefused("'|O'", new NpzWriter().array("x", 1, header("|O", "1,"), new byte[4]));
    assertRefused("limit", new NpzWriter().array("x", 1, " ".repeat(10_001), new byte[4]));
    assertRefused("not an npy", new NpzWriter().entry("readme.txt", new byte[3]));
  }

  @Test
  void refusesAnArchiveThatExpandsTooFar() throws IOException {
    Path path =
        new NpzWriter().array("x", 1, header("|u1", "1000000,"), new byte[1_000_000]).write(folder);
    assertEquals(1_000_000, NpzFile.open(path).header("x").byteSize());
    LntuneException total =
        assertThrows(
            LntuneException.class,
            () -> NpzFile.open(path, new NpzLimits(1_000_000, 10_000, 0)).close());
    assertTrue(total.what().contains("more than 1000000 bytes"), total.what());
    LntuneException ratio =
        assertThrows(
            LntuneException.class,
            () -> NpzFile.open(path, new NpzLimits(1L << 40, 100, 500_000)).close());
    assertTrue(ratio.what().contains("100 times"), ratio.what());
    NpzFile.open(path, new NpzLimits(1L << 40, 100, 2_000_000)).close();
  }

  @Test
  void refusesDamage() throws IOException {
    LntuneException none = refusal(folder.resolve("none.npz"));
    assertEquals("No such file", none.what());
    Path notZip = Files.write(folder.resolve("a.npz"), new byte[100]);
    assertTrue(refusal(notZip).what().contains("archive"), refusal(notZip).what());
    byte[] bytes = Files.readAllBytes(resource("stored.npz"));
    ByteBuffer content = ByteBuffer.wrap(bytes);
    int flipped = 0;
    for (int i = 0; i + 4 <= bytes.length && flipped == 0; i++) {
      // 1.375f, the last pixel
      if (content.getInt(i) == 0x0000_b03f) {
        bytes[i] ^= 1;
        flipped = i;
      }
    }
    Path damaged = Files.write(folder.resolve("damaged.npz"), bytes);
    try (NpzFile file = NpzFile.open(damaged)) {
      LntuneException failure = assertThrows(LntuneException.class, () -> file.array("pixel"));
      assertTrue(failure.what().contains("checksum"), failure.what());
      assertEquals(9, file.array("label").longs().get(2));
    }
  }

  private void assertRefused(String reason, NpzWriter writer) throws IOException {
    LntuneException failure = refusal(writer.write(folder));
    assertTrue(failure.what().contains(reason), failure.what());
  }

  private static LntuneException refusal(Path path) {
    return assertThrows(LntuneException.class, () -> NpzFile.open(path).close());
  }

  private static String header(String type, String shape) {
    return "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }   \n";
  }

  static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(NpzFileTest.class.getResource(name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

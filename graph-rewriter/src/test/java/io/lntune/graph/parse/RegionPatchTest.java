package io.lntune.graph.parse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.merge.RegionPatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exactly the given bytes change. */
class RegionPatchTest {
  private static final int SIZE = 300_000;

  @TempDir Path folder;
  private Path source;
  private Path target;
  private byte[] bytes;

  @BeforeEach
  void file() throws IOException {
    bytes = new byte[SIZE];
    new Random(1).nextBytes(bytes);
    source = Files.write(folder.resolve("source.onnx"), bytes);
    target = folder.resolve("target.onnx");
  }

  private FileRegion region(long offset, long length) {
    return new FileRegion(source, offset, length);
  }

  @Test
  void onlyTheRegionsChange() throws IOException {
    new RegionPatch(source)
        .replace(region(0, 2), ByteBuffer.wrap(new byte[] {1, 2}))
        .replace(region(SIZE - 1, 1), ByteBuffer.wrap(new byte[] {3}))
        .write(target, false);
    byte[] expected = bytes.clone();
    expected[0] = 1;
    expected[1] = 2;
    expected[SIZE - 1] = 3;
    assertArrayEquals(expected, Files.readAllBytes(target));
    assertArrayEquals(bytes, Files.readAllBytes(source));
  }

  @Test
  void theSourceIsOnlyReplacedWhenAllowed() throws IOException {
    RegionPatch patch = new RegionPatch(source).replace(region(5, 1), ByteBuffer.allocate(1));
    LntuneException refusal = assertThrows(LntuneException.class, () -> patch.write(source, false));
    assertEquals(LntuneException.Kind.USAGE, refusal.kind());
    assertArrayEquals(bytes, Files.readAllBytes(source));
    patch.write(source, true);
    bytes[5] = 0;
    assertArrayEquals(bytes, Files.readAllBytes(source));
  }

  @Test
  void wrongRegionsAreRefusedAndLeaveNothing() {
    RegionPatch patch = new RegionPatch(source);
    FileRegion elsewhere = new FileRegion(folder.resolve("other"), 0, 1);
    ByteBuffer one = ByteBuffer.allocate(1);
    assertThrows(LntuneException.class, () -> patch.replace(elsewhere, one));
    assertThrows(LntuneException.class, () -> patch.replace(region(0, 2), one));
    RegionPatch beyond = new RegionPatch(source).replace(region(SIZE, 1), one);
    assertThrows(LntuneException.class, () -> beyond.write(target, false));
    RegionPatch overlapping =
        new RegionPatch(source)
            .replace(region(8, 4), ByteBuffer.allocate(4))
            .replace(region(11, 1), one);
    assertThrows(LntuneException.class, () -> overlapping.write(target, false));
    assertFalse(Files.exists(target));
  }
}

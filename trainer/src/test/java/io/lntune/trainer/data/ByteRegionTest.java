package io.lntune.trainer.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ByteRegionTest {
  private static final int FILE_BYTES = 100;

  @TempDir private Path folder;

  @Test
  void readsAcrossSegments() throws IOException {
    byte[] content = new byte[FILE_BYTES];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) i;
    }
    Path file = Files.write(folder.resolve("data"), content);
    try (FileChannel channel = FileChannel.open(file)) {
      ByteRegion region = ByteRegion.map(channel, 3, 90, 7);
      assertEquals(90, region.size());
      for (int offset = 0; offset <= 90; offset++) {
        for (int length = 0; offset + length <= 90; length += 5) {
          ByteBuffer target = ByteBuffer.allocate(length + 2).position(1);
          region.copy(offset, length, target);
          assertEquals(length + 1, target.position());
          for (int i = 0; i < length; i++) {
            assertEquals(3 + offset + i, target.get(1 + i));
          }
        }
      }
      assertEquals(3 + 89, region.whole(90).get(89));
    }
  }

  @Test
  void refusesToReadOutside() {
    ByteRegion region = ByteRegion.allocate(10, 4);
    ByteBuffer target = ByteBuffer.allocate(20);
    assertThrows(IndexOutOfBoundsException.class, () -> region.copy(5, 6, target));
    assertThrows(IndexOutOfBoundsException.class, () -> region.copy(-1, 2, target));
    assertThrows(IndexOutOfBoundsException.class, () -> region.copy(2, Long.MAX_VALUE, target));
  }
}

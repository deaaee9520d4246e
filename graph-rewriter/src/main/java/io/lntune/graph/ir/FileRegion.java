package io.lntune.graph.ir;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Little-endian elements that stay in a file.
 *
 * @param file the model file or an external data file beside it, already checked for containment
 * @param offset first byte
 * @param length number of bytes
 */
public record FileRegion(Path file, long offset, long length) implements TensorContent {
  /**
   * Maps {@code count} bytes from {@code start} of this region read-only, off the heap; the mapping
   * lives as long as the buffer.
   */
  public ByteBuffer map(long start, long count) {
    if (start < 0 || count < 0 || start > length - count || count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("bytes " + start + "+" + count + " of " + length);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, offset + start, count)
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw LntuneException.badInput(
              "Cannot read " + count + " bytes at offset " + (offset + start),
              file.toString(),
              "Check that the file still exists, is readable and was not shortened.")
          .causedBy(e);
    }
  }
}

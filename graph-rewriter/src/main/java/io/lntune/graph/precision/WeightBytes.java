package io.lntune.graph.precision;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/**
 * Reads stored weights one after the other into the same memory. A mapping of each would stay, and
 * count as memory of the process, until the garbage collector takes it away.
 */
final class WeightBytes {
  private final ReusedMemory memory = new ReusedMemory();

  /** The elements of {@code weight}, valid until the next call. */
  ByteBuffer of(Tensor weight) {
    if (!(weight.content() instanceof FileRegion region)) {
      return weight.bytes();
    }
    ByteBuffer bytes = memory.of(Math.toIntExact(region.length()));
    try (FileChannel channel = FileChannel.open(region.file(), StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, region.offset() + bytes.position()) < 0) {
          throw new EOFException("it ends before tensor '" + weight.name() + "'");
        }
      }
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The weights cannot be read: " + e.getMessage(),
              region.file().toString(),
              "Check that the file still exists, is readable and was not shortened.")
          .causedBy(e);
    }
    return bytes.flip();
  }
}

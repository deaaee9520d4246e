package io.lntune.graph.precision;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.FileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A temporary file for the weights of a plan, which is removed when the program ends. In memory
 * they would be there a second time beside the runtime's own copy.
 */
final class WeightFile {
  private final Path file;
  private long size;

  WeightFile() {
    try {
      file = Files.createTempFile("lntune-weights-", ".bin");
    } catch (IOException e) {
      throw failure("the folder for temporary files", e);
    }
    file.toFile().deleteOnExit();
  }

  /** Adds the remaining bytes of {@code bytes}; where they are. Threads may add side by side. */
  FileRegion append(ByteBuffer bytes) {
    int length = bytes.remaining();
    long start = reserve(length);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long position = start;
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
    } catch (IOException e) {
      throw failure(file.toString(), e);
    }
    return new FileRegion(file, start, length);
  }

  private synchronized long reserve(int length) {
    long start = size;
    size += length;
    return start;
  }

  private static LntuneException failure(String where, IOException e) {
    return LntuneException.badInput(
            "The reduced weights cannot be written: " + e.getMessage(),
            where,
            "Make room there, or name another folder with -Djava.io.tmpdir.")
        .causedBy(e);
  }
}

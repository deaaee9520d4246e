package io.lntune.graph.parse;

import io.lntune.graph.LntuneException;
import io.lntune.graph.file.AtomicWrite;
import io.lntune.graph.ir.FileRegion;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A file to be, as a sequence of bytes in memory and regions of other files.
 *
 * @param parts in order
 * @param length bytes of all parts
 */
record Pieces(List<Part> parts, long length) {
  /** One stretch of the file. */
  sealed interface Part {}

  /** Bytes in memory. */
  record Memory(ByteBuffer bytes) implements Part {}

  /** Bytes that are in a file. */
  record Stored(FileRegion region) implements Part {}

  Pieces {
    parts = List.copyOf(parts);
  }

  /** A whole file as it is. */
  static Pieces ofFile(Path file, long size) {
    return new Pieces(List.of(new Stored(new FileRegion(file, 0, size))), size);
  }

  /** Writes everything to {@code target}; regions are copied by the operating system. */
  void writeTo(FileChannel target) throws IOException {
    try (Sources sources = new Sources()) {
      for (Part part : parts) {
        if (part instanceof Memory memory) {
          AtomicWrite.writeFully(target, memory.bytes().duplicate());
        } else if (part instanceof Stored stored) {
          transfer(stored.region(), sources.open(stored.region().file()), target);
        }
      }
    }
  }

  /** Everything in memory; only for models below 2 GiB. */
  byte[] toBytes() {
    if (length > Integer.MAX_VALUE - 64) {
      throw LntuneException.unsupported(
          "The model takes " + length + " bytes, more than can be held in memory at once",
          "",
          "Keep its weights outside the model as external data.");
    }
    ByteBuffer target = ByteBuffer.allocate((int) length);
    try (Sources sources = new Sources()) {
      for (Part part : parts) {
        if (part instanceof Memory memory) {
          target.put(memory.bytes().duplicate());
        } else if (part instanceof Stored stored) {
          read(stored.region(), sources.open(stored.region().file()), target);
        }
      }
    } catch (IOException e) {
      throw LntuneException.badInput(
              "Weights of the model cannot be read: " + e.getMessage(),
              "",
              "Check that its files are still there and readable.")
          .causedBy(e);
    }
    return target.array();
  }

  private static void transfer(FileRegion region, FileChannel source, FileChannel target)
      throws IOException {
    long done = 0;
    while (done < region.length()) {
      long count = source.transferTo(region.offset() + done, region.length() - done, target);
      if (count <= 0) {
        throw shortened(region);
      }
      done += count;
    }
  }

  private static void read(FileRegion region, FileChannel source, ByteBuffer target)
      throws IOException {
    ByteBuffer part = target.slice(target.position(), (int) region.length());
    while (part.hasRemaining()) {
      if (source.read(part, region.offset() + part.position()) < 0) {
        throw shortened(region);
      }
    }
    target.position(target.position() + part.limit());
  }

  private static LntuneException shortened(FileRegion region) {
    return LntuneException.badInput(
        "The file became shorter while it was copied",
        region.file().toString(),
        "Read the model again.");
  }

  /** The files that regions are read from, each opened once. */
  private static final class Sources implements Closeable {
    private final Map<Path, FileChannel> channels = new HashMap<>();

    FileChannel open(Path file) throws IOException {
      FileChannel known = channels.get(file);
      if (known == null) {
        known = FileChannel.open(file, StandardOpenOption.READ);
        channels.put(file, known);
      }
      return known;
    }

    @Override
    public void close() throws IOException {
      for (FileChannel channel : channels.values()) {
        channel.close();
      }
    }
  }
}

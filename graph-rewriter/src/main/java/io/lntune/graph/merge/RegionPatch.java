package io.lntune.graph.merge;

import io.lntune.graph.LntuneException;
import io.lntune.graph.file.AtomicWrite;
import io.lntune.graph.ir.FileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A file with some of its bytes exchanged and all others the same. The operating system copies the
 * file, so weights of many gigabytes do not pass through this process.
 */
public final class RegionPatch {
  private record Change(long offset, ByteBuffer bytes) {
    long end() {
      return Math.addExact(offset, bytes.remaining());
    }
  }

  private final Path source;
  private final List<Change> changes = new ArrayList<>();

  /** A patch of {@code source}, without changes yet. */
  public RegionPatch(Path source) {
    this.source = source;
  }

  /**
   * Exchanges the bytes of {@code region}, which must be in the source, for {@code bytes} of the
   * same length; {@code bytes} is read when the patch is applied.
   */
  public RegionPatch replace(FileRegion region, ByteBuffer bytes) {
    if (!isSame(region.file(), source)) {
      throw LntuneException.usage(
          "The region is in " + region.file() + ", not in " + source,
          "Make one patch for each file.");
    }
    if (region.length() != bytes.remaining()) {
      throw LntuneException.usage(
          bytes.remaining() + " bytes do not fit a region of " + region.length(),
          "Give exactly the bytes of the region.");
    }
    changes.add(new Change(region.offset(), bytes.duplicate()));
    return this;
  }

  /**
   * Writes the changed copy; it appears complete or not at all.
   *
   * @param overwrite true to replace an existing target, which may even be the source itself
   * @throws LntuneException when the target exists and may not be replaced, when changes overlap or
   *     lie outside the source, or when a file cannot be read or written
   */
  public void write(Path target, boolean overwrite) {
    if (!overwrite && isSame(target, source)) {
      throw LntuneException.usage(
          "The target is the source itself: " + source,
          "Name another file, or allow overwriting to change the model in place.");
    }
    AtomicWrite.toFile(target, overwrite, this::copy);
  }

  private void copy(FileChannel target) throws IOException {
    try (FileChannel channel = FileChannel.open(source, StandardOpenOption.READ)) {
      long size = channel.size();
      check(size);
      long done = 0;
      while (done < size) {
        long count = channel.transferTo(done, size - done, target);
        if (count <= 0) {
          throw new IOException(source + " became shorter while it was copied");
        }
        done += count;
      }
    }
    for (Change change : changes) {
      ByteBuffer bytes = change.bytes().duplicate();
      long position = change.offset();
      while (bytes.hasRemaining()) {
        position += target.write(bytes, position);
      }
    }
  }

  private void check(long size) {
    List<Change> sorted = new ArrayList<>(changes);
    sorted.sort(Comparator.comparingLong(Change::offset));
    long free = 0;
    for (Change change : sorted) {
      if (change.offset() < free) {
        throw LntuneException.usage(
            "Two changes overlap at byte " + change.offset() + " of " + source,
            "Give each region once; tied weights share one.");
      }
      free = change.end();
    }
    if (free > size) {
      throw LntuneException.badInput(
          "A change ends at byte " + free + ", but the file has " + size,
          source.toString(),
          "The file was shortened or is another one; read the model again.");
    }
  }

  private static boolean isSame(Path first, Path second) {
    try {
      return Files.isSameFile(first, second);
    } catch (IOException absent) {
      return first.toAbsolutePath().normalize().equals(second.toAbsolutePath().normalize());
    }
  }
}

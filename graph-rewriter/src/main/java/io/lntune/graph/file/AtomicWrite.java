package io.lntune.graph.file;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes one file so that a reader, or a machine that loses power, sees the old content or the new.
 *
 * <p>The bytes go to a hidden sibling, are flushed to the disk, and the sibling is renamed. A
 * failure removes the sibling and leaves the target as it was. Since the old file is never written
 * to, memory maps of it stay valid. A symbolic link at the target is replaced, not followed.
 */
public final class AtomicWrite {
  private AtomicWrite() {}

  /**
   * Writes {@code target} with whatever {@code content} puts into the channel, which also allows
   * reading and mapping.
   *
   * @throws LntuneException when the target exists and {@code overwrite} is false, or when the disk
   *     is full, read-only or otherwise refuses
   */
  public static void toFile(Path target, boolean overwrite, IoConsumer<FileChannel> content) {
    refuseUnwanted(target, overwrite);
    Path temporary = TemporarySibling.of(target);
    boolean moved = false;
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        content.accept(channel);
        channel.force(true);
      }
      refuseUnwanted(target, overwrite);
      TemporarySibling.moveIntoPlace(temporary, target);
      moved = true;
    } catch (IOException e) {
      throw WriteFailure.of(target, e);
    } finally {
      if (!moved) {
        TemporarySibling.discard(temporary);
      }
    }
  }

  /** Writes {@code text} in UTF-8; fails as {@link #toFile}. */
  public static void text(Path target, boolean overwrite, String text) {
    toFile(target, overwrite, channel -> writeFully(channel, text));
  }

  /** Writes all remaining bytes of {@code bytes}; a channel may take fewer in one call. */
  public static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void writeFully(FileChannel channel, String text) throws IOException {
    writeFully(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void refuseUnwanted(Path target, boolean overwrite) {
    if (!overwrite && TemporarySibling.isOccupied(target)) {
      throw WriteFailure.alreadyExists(target);
    }
    if (Files.isDirectory(target)) {
      throw LntuneException.badInput(
          "A folder is in the place of the file", target.toString(), "Name a file inside it.");
    }
  }
}

package io.lntune.graph.file;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Creates a whole directory at once: it is filled under a hidden name beside the target, every file
 * and folder in it is flushed, and one rename makes it visible.
 */
public final class AtomicDirectory {
  private AtomicDirectory() {}

  /**
   * Creates {@code target} with whatever {@code fill} puts into the directory it is given.
   *
   * <p>With {@code overwrite}, an existing directory is renamed away first and removed after the
   * new one is in place. A crash between the two renames leaves nothing under the target's name, so
   * a reader must be able to fall back to another directory, as with checkpoints.
   *
   * @throws LntuneException when the target exists and {@code overwrite} is false, or when the disk
   *     is full, read-only or otherwise refuses
   */
  public static void create(Path target, boolean overwrite, IoConsumer<Path> fill) {
    if (!overwrite && TemporarySibling.isOccupied(target)) {
      throw WriteFailure.alreadyExists(target);
    }
    Path temporary = TemporarySibling.of(target);
    boolean moved = false;
    try {
      Files.createDirectory(temporary);
      fill.accept(temporary);
      Files.walkFileTree(temporary, new Flush());
      replace(target, temporary, overwrite);
      moved = true;
    } catch (IOException e) {
      throw WriteFailure.of(target, e);
    } finally {
      if (!moved) {
        TemporarySibling.discard(temporary);
      }
    }
  }

  /**
   * Removes a directory so that it is never seen half removed: it is renamed to a hidden name
   * first. Links in it are removed, not followed.
   */
  public static void remove(Path directory) {
    Path doomed = TemporarySibling.of(directory);
    try {
      TemporarySibling.moveIntoPlace(directory, doomed);
    } catch (IOException e) {
      throw WriteFailure.of(directory, e);
    }
    TemporarySibling.discard(doomed);
  }

  /**
   * Removes what killed writers left in {@code folder}. Only for a folder in which no other process
   * is writing.
   */
  public static void removeAbandoned(Path folder) {
    try {
      TemporarySibling.discardAbandoned(folder);
    } catch (IOException e) {
      throw WriteFailure.of(folder, e);
    }
  }

  private static void replace(Path target, Path temporary, boolean overwrite) throws IOException {
    if (!TemporarySibling.isOccupied(target)) {
      TemporarySibling.moveIntoPlace(temporary, target);
      return;
    }
    if (!overwrite) {
      throw WriteFailure.alreadyExists(target);
    }
    Path old = TemporarySibling.of(target);
    TemporarySibling.moveIntoPlace(target, old);
    try {
      TemporarySibling.moveIntoPlace(temporary, target);
    } catch (IOException e) {
      TemporarySibling.moveIntoPlace(old, target);
      throw e;
    }
    TemporarySibling.discard(old);
  }

  private static final class Flush extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      TemporarySibling.forceDirectory(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}

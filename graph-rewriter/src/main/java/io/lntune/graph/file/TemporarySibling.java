package io.lntune.graph.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Names, moves and removes the temporary entry that stands beside a target while it is written. */
final class TemporarySibling {
  private static final String SUFFIX = ".lntune-tmp";

  private TemporarySibling() {}

  /** A fresh hidden name in the folder of {@code target}, so that the move stays on one disk. */
  static Path of(Path target) {
    return target
        .toAbsolutePath()
        .resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + SUFFIX);
  }

  /** True when anything, a dangling symbolic link included, is at {@code path}. */
  static boolean isOccupied(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Renames {@code temporary} to {@code target} in one step and makes the rename durable. */
  static void moveIntoPlace(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
    forceDirectory(target.toAbsolutePath().getParent());
  }

  /** Flushes the entries of a directory; a system that cannot open one (Windows) needs no flush. */
  static void forceDirectory(@Nullable Path directory) {
    if (directory == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException unsupported) {
      // The content itself is already flushed; only the name's durability is left to the system.
      return;
    }
  }

  /** Removes a file or a tree without following links; what cannot be removed is left. */
  static void discard(Path path) {
    try {
      Files.walkFileTree(path, new Removal());
    } catch (IOException alreadyFailing) {
      // A left-over has a hidden name of its own and is removed by the next writer.
      return;
    }
  }

  /** Removes the temporary entries that killed writers left behind in {@code folder}. */
  static void discardAbandoned(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, ".*" + SUFFIX)) {
      for (Path entry : entries) {
        discard(entry);
      }
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}

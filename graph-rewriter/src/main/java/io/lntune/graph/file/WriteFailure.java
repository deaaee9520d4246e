package io.lntune.graph.file;

import io.lntune.graph.LntuneException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;

/** Turns what the operating system says about a failed write into words a person can act on. */
final class WriteFailure {
  private WriteFailure() {}

  /** The failure for something already at {@code target}. */
  static LntuneException alreadyExists(Path target) {
    return LntuneException.badInput(
        "Already exists",
        target.toString(),
        "Choose another place, remove it, or allow overwriting.");
  }

  /** The failure that {@code cause} means for {@code target}. */
  static LntuneException of(Path target, Exception cause) {
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (cause instanceof FileAlreadyExistsException) {
      return alreadyExists(target).causedBy(cause);
    }
    if (cause instanceof ReadOnlyFileSystemException || text.contains("read-only file system")) {
      return failure("The file system is read-only", target, "Choose a writable place.", cause);
    }
    if (cause instanceof AccessDeniedException) {
      return failure(
          "No permission to write", target, "Choose a place that this user may write to.", cause);
    }
    if (text.contains("no space left") || text.contains("not enough space")) {
      return failure("The disk is full", target, "Free some space; nothing was changed.", cause);
    }
    if (text.contains("quota exceeded")) {
      return failure(
          "The disk quota is used up", target, "Free some space; nothing was changed.", cause);
    }
    Path parent = target.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      String remedy = "Create the folder " + parent + " first.";
      return failure("The folder does not exist", target, remedy, cause);
    }
    if (cause instanceof NoSuchFileException) {
      return failure(
          "A file disappeared while writing", target, "Let one process write here.", cause);
    }
    return failure(
        "Cannot write: " + cause.getMessage(),
        target,
        "Check the disk and its permissions.",
        cause);
  }

  private static LntuneException failure(String what, Path target, String remedy, Exception cause) {
    return LntuneException.badInput(what, target.toString(), remedy).causedBy(cause);
  }
}

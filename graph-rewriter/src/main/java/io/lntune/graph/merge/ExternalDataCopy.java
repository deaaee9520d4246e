package io.lntune.graph.merge;

import io.lntune.graph.LntuneException;
import io.lntune.graph.file.AtomicWrite;
import io.lntune.graph.ir.Model;
import io.lntune.graph.parse.ExternalFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Copies external data files beside a model that is written to another folder than its base. */
final class ExternalDataCopy {
  private ExternalDataCopy() {}

  /** Copies what {@code model} refers to; another file in the way is replaced if allowed. */
  static void bringAlong(Model model, Path base, Path target, boolean overwrite) {
    if (!overwrite && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return; // writing the model will be refused, and nothing may be left behind
    }
    Path source = base.toAbsolutePath().normalize().getParent();
    Path folder = target.toAbsolutePath().normalize().getParent();
    if (source == null || folder == null || source.equals(folder)) {
      return;
    }
    for (Map.Entry<String, Path> file : ExternalFiles.of(model).entrySet()) {
      copy(file.getValue(), folder.resolve(file.getKey()), overwrite);
    }
  }

  private static void copy(Path file, Path copy, boolean overwrite) {
    try {
      if (Files.exists(copy)) {
        if (Files.mismatch(file, copy) < 0) {
          return;
        }
        if (!overwrite) {
          throw LntuneException.usage(
              "Another external data file is in the way: " + copy,
              "Write the tuned model to an empty folder.");
        }
      }
      Path parent = copy.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    AtomicWrite.toFile(copy, overwrite, channel -> transfer(file, channel));
  }

  private static void transfer(Path file, FileChannel target) throws IOException {
    try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = source.size();
      long done = 0;
      while (done < size) {
        done += source.transferTo(done, size - done, target);
      }
    }
  }

  private static LntuneException unreadable(Path file, IOException e) {
    return LntuneException.badInput(
            "The external data file cannot be copied: " + e.getMessage(),
            file.toString(),
            "Check free space and permissions, or write beside the base.")
        .causedBy(e);
  }
}

package io.lntune.tools.command;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Checks a folder to be written before the work for it begins. */
final class TargetFolder {
  private TargetFolder() {}

  /**
   * Refuses an existing folder, unless {@code force} is set and it is empty or of the kind that
   * will be written: replacing one removes everything in it.
   */
  static void require(Path folder, boolean force, Predicate<Path> sameKind) {
    if (Files.notExists(folder)) {
      return;
    }
    if (!force) {
      throw LntuneException.usage(
          "'" + folder + "' exists", "Choose another --out, or add --force to replace it.");
    }
    if (!Files.isDirectory(folder) || !(entries(folder).isEmpty() || sameKind.test(folder))) {
      throw LntuneException.usage(
          "'" + folder + "' exists and was not written by this command",
          "Choose another --out; --force replaces only what the same command wrote.");
    }
  }

  /** Makes the folder, with the folders around it, when it does not exist. */
  static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw unusable("The folder cannot be made: ", folder, e);
    }
  }

  /** Names of what is in the folder. */
  static List<String> entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
    } catch (IOException e) {
      throw unusable("The folder cannot be read: ", folder, e);
    }
  }

  private static LntuneException unusable(String what, Path folder, IOException cause) {
    return LntuneException.badInput(
            what + cause.getMessage(), folder.toString(), "Check its permissions.")
        .causedBy(cause);
  }
}

package io.lntune.graph.merge;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** Copies external data files beside a model that is written to another folder than its base. */
final class ExternalFiles {
  private ExternalFiles() {}

  static void bringAlong(Model model, Path base, Path target) {
    Path from = base.toAbsolutePath().normalize();
    Path source = from.getParent();
    Path folder = target.toAbsolutePath().normalize().getParent();
    if (source == null || folder == null || source.equals(folder)) {
      return;
    }
    Set<Path> files = new LinkedHashSet<>();
    for (Value value : model.graph().initializers()) {
      Tensor tensor = value.initializer();
      if (tensor != null && tensor.content() instanceof FileRegion region) {
        Path file = region.file().toAbsolutePath().normalize();
        if (!file.equals(from) && file.startsWith(source)) {
          files.add(file);
        }
      }
    }
    for (Path file : files) {
      copy(file, folder.resolve(source.relativize(file).toString()));
    }
  }

  private static void copy(Path file, Path copy) {
    try {
      if (Files.exists(copy)) {
        if (Files.mismatch(file, copy) < 0) {
          return;
        }
        throw LntuneException.usage(
            "Another external data file is in the way: " + copy,
            "Write the tuned model to an empty folder.");
      }
      Path parent = copy.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Path temporary = copy.resolveSibling("." + copy.getFileName() + ".partial");
      Files.copy(file, temporary);
      Files.move(temporary, copy);
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The external data file cannot be copied: " + e.getMessage(),
              file.toString(),
              "Check free space and permissions, or write beside the base.")
          .causedBy(e);
    }
  }
}

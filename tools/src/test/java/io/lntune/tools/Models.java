package io.lntune.tools;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The models that tests run on. */
public final class Models {
  private Models() {}

  /** Folder of a parity case. */
  public static Path parityCase(String name) {
    return Path.of(System.getProperty("lntune.models"), "parity", name);
  }

  /** Model of a parity case. */
  public static Path model(String name) {
    return parityCase(name).resolve("model.onnx");
  }

  /** Copies the files of a parity case into the folder {@code target}, which is made. */
  public static Path copy(String name, Path target) throws IOException {
    Files.createDirectories(target);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(parityCase(name))) {
      for (Path file : files) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return target;
  }
}

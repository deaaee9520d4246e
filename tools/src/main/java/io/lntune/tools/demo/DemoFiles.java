package io.lntune.tools.demo;

import io.lntune.graph.LntuneException;
import io.lntune.graph.file.AtomicWrite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies the shipped model and data to a folder where a person can look at them. */
final class DemoFiles {
  private static final String RESOURCES = "/models/digits-vit/";

  private DemoFiles() {}

  static Path copy(String name, Path folder) {
    try (InputStream stream = DemoFiles.class.getResourceAsStream(RESOURCES + name)) {
      if (stream == null) {
        throw new IllegalStateException(RESOURCES + name + " is not on the class path");
      }
      ByteBuffer bytes = ByteBuffer.wrap(stream.readAllBytes());
      Files.createDirectories(folder);
      Path file = folder.resolve(name);
      AtomicWrite.toFile(file, true, channel -> AtomicWrite.writeFully(channel, bytes));
      return file;
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The demonstration's files cannot be copied: " + e.getMessage(),
              folder.toString(),
              "Choose a writable folder with --out.")
          .causedBy(e);
    }
  }
}

package io.lntune.graph.parse;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** Size and time of a file, to notice that it changed after its tensors were located. */
record FileStamp(Path file, long size, FileTime modified) {
  static FileStamp of(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileStamp(file, attributes.size(), attributes.lastModifiedTime());
  }

  /** Throws when the file is no longer as it was. */
  void check() {
    try {
      if (of(file).equals(this)) {
        return;
      }
    } catch (IOException e) {
      throw changed().causedBy(e);
    }
    throw changed();
  }

  private LntuneException changed() {
    return LntuneException.badInput(
        "The model file changed after it was read", file.toString(), "Read it again.");
  }
}

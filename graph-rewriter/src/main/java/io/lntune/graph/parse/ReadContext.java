package io.lntune.graph.parse;

import io.lntune.graph.LntuneException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What every step of reading one model needs to know.
 *
 * @param file the model file, absolute
 * @param dataFolder folder that its external data is relative to
 * @param limits what the file may demand
 */
record ReadContext(Path file, Path dataFolder, Limits limits) {
  /** A model whose external data is beside it. */
  ReadContext(Path file, Limits limits) {
    this(file, Objects.requireNonNullElse(file.getParent(), file), limits);
  }

  /** Words for the place of a problem: the object, then the file. */
  String where(String object) {
    return object + " in " + file;
  }

  /** Refuses names whose bytes are not text: they could not be told apart. */
  void requireText(String name, String object) {
    if (name.indexOf('\uFFFD') >= 0) {
      throw malformed("The name '" + name + "' is not valid UTF-8", object);
    }
  }

  /** An error of the model's content at {@code object}. */
  LntuneException malformed(String what, String object) {
    return LntuneException.badInput(
        what, where(object), "The file does not follow the ONNX specification; re-export it.");
  }
}

package io.lntune.graph.emit;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A serialised ONNX model without the weights that it refers to in other files. */
public final class ModelBytes {
  private final byte @Nullable [] bytes;
  private final String place;
  private final Map<String, Tensor> derived;

  ModelBytes(byte[] bytes) {
    this(bytes, Map.of());
  }

  ModelBytes(byte[] bytes, Map<String, Tensor> derived) {
    this.bytes = bytes;
    this.place = "";
    this.derived = Collections.unmodifiableMap(new LinkedHashMap<>(derived));
  }

  private ModelBytes(Path file) {
    this.bytes = null;
    this.place = file.toString();
    this.derived = Map.of();
  }

  /** The model in {@code file}, which was left out of its artefacts. */
  static ModelBytes leftOut(Path file) {
    return new ModelBytes(file);
  }

  private byte[] bytes() {
    if (bytes == null) {
      throw LntuneException.badInput(
          "The artefacts were made without this model",
          place,
          "Emit them again without leaving it out.");
    }
    return bytes;
  }

  /** False when the artefacts were made without this model. */
  public boolean isPresent() {
    return bytes != null;
  }

  /** The model, as a read-only view. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes()).asReadOnlyBuffer();
  }

  /** Initializers that were computed from the base's and are not in its file, by name. */
  public Map<String, Tensor> derived() {
    return derived;
  }

  /** A copy, for a runtime that wants an array. */
  public byte[] toArray() {
    return bytes().clone();
  }

  /** Size in bytes. */
  public int size() {
    return bytes().length;
  }
}

package io.lntune.graph.emit;

import java.nio.ByteBuffer;

/** A serialised ONNX model without the weights that it refers to in other files. */
public final class ModelBytes {
  private final byte[] bytes;

  ModelBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The model, as a read-only view. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** A copy, for a runtime that wants an array. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** Size in bytes. */
  public int size() {
    return bytes.length;
  }
}

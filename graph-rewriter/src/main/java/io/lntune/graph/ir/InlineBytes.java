package io.lntune.graph.ir;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Little-endian elements held in memory; meant for small tensors. */
public record InlineBytes(ByteBuffer bytes) implements TensorContent {
  public InlineBytes {
    bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asReadOnlyBuffer();
  }
}

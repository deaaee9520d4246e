package io.lntune.graph.precision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory for one tensor after another, of the largest of them. */
final class ReusedMemory {
  private ByteBuffer memory = ByteBuffer.allocate(0);

  /** Room for {@code size} bytes, little-endian, valid until the next call. */
  ByteBuffer of(int size) {
    if (memory.capacity() < size) {
      memory = ByteBuffer.allocateDirect(size);
    }
    return memory.slice(0, size).order(ByteOrder.LITTLE_ENDIAN);
  }
}

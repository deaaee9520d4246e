package io.lntune.graph.emit.checkpoint;

/**
 * Limits what reading a file may allocate. In a flatbuffer a million entries can point to one long
 * name; an honest file has hardly any sharing.
 */
final class ReadBudget {
  private static final long PER_FILE_BYTE = 8;

  private long left;

  ReadBudget(long fileBytes) {
    left = Math.multiplyExact(fileBytes, PER_FILE_BYTE);
  }

  /** Counts {@code bytes} that are about to be read. */
  void take(long bytes) {
    left -= bytes;
    if (left < 0) {
      throw new IndexOutOfBoundsException("its parts overlap");
    }
  }
}

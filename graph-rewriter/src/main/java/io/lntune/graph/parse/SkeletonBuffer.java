package io.lntune.graph.parse;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Arrays;

/** Growing bytes of a skeleton, with room kept for lengths that are known only later. */
final class SkeletonBuffer {
  /** A 32-bit length always takes this many bytes, so that it can be filled in afterwards. */
  private static final int LENGTH_BYTES = 5;

  private final long limit;
  private final String where;
  private byte[] bytes = new byte[1 << 14];
  private int size;

  SkeletonBuffer(long limit, String where) {
    this.limit = limit;
    this.where = where;
  }

  void append(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  void append(ByteString source) {
    reserve(source.size());
    source.copyTo(bytes, size);
    size += source.size();
  }

  void appendVarint(long value) {
    reserve(10);
    size += Varints.put(value, bytes, size);
  }

  /** Leaves room for a length and returns where. */
  int openLength() {
    reserve(LENGTH_BYTES);
    size += LENGTH_BYTES;
    return size;
  }

  /** Fills in the length of everything appended since {@link #openLength()} returned this mark. */
  void closeLength(int mark) {
    int length = size - mark;
    for (int i = 0; i < LENGTH_BYTES; i++) {
      int more = i < LENGTH_BYTES - 1 ? 0x80 : 0;
      bytes[mark - LENGTH_BYTES + i] = (byte) (((length >>> (7 * i)) & 0x7F) | more);
    }
  }

  /** The bytes, not copied; nothing may be appended afterwards. */
  ByteString toByteString() {
    return UnsafeByteOperations.unsafeWrap(bytes, 0, size);
  }

  private void reserve(int count) {
    long needed = (long) size + count;
    if (needed > limit) {
      throw Limits.exceeded("maxSkeletonBytes", limit, where);
    }
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(needed, 2L * bytes.length), limit));
    }
  }
}

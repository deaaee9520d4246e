package io.lntune.graph.parse;

import java.io.ByteArrayOutputStream;

/** Variable-length integers of the protobuf encoding. */
final class Varints {
  private Varints() {}

  /** Writes {@code value} at {@code offset} and returns the number of bytes, at most 10. */
  static int put(long value, byte[] target, int offset) {
    int at = offset;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      target[at++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at - offset;
  }

  static void put(long value, ByteArrayOutputStream target) {
    byte[] buffer = new byte[10];
    target.write(buffer, 0, put(value, buffer, 0));
  }
}

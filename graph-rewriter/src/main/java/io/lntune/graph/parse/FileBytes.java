package io.lntune.graph.parse;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Random access to a file of any size through one small window. Reads instead of maps, because a
 * map of a file that another process shortens kills the access without a proper exception.
 */
final class FileBytes implements Closeable {
  private static final int WINDOW = 1 << 16;

  private final FileChannel channel;
  private final long size;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
  private long windowStart;

  FileBytes(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
    size = channel.size();
  }

  long size() {
    return size;
  }

  /** The byte at {@code position}, which must be below {@link #size()}. */
  byte at(long position) throws IOException {
    if (position < windowStart || position >= windowStart + window.limit()) {
      load(position);
    }
    return window.get((int) (position - windowStart));
  }

  /** Appends {@code count} bytes from {@code position} to {@code target}. */
  void copy(long position, long count, SkeletonBuffer target) throws IOException {
    long from = position;
    long left = count;
    while (left > 0) {
      at(from);
      int start = (int) (from - windowStart);
      int length = (int) Math.min(left, window.limit() - start);
      target.append(window.array(), start, length);
      from += length;
      left -= length;
    }
  }

  private void load(long position) throws IOException {
    windowStart = position;
    window.clear();
    while (window.hasRemaining()) {
      int count = channel.read(window, windowStart + window.position());
      if (count < 0) {
        break;
      }
    }
    window.flip();
    if (window.limit() == 0) {
      throw new EOFException("the file ends at byte " + position);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

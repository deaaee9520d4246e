package io.lntune.trainer.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of bytes of any length, kept as buffers of a fixed length because one Java buffer ends at 2
 * GiB. Reading is thread-safe.
 */
public final class ByteRegion {
  /** Bytes of every buffer but the last when a region is too long for one. */
  static final int SEGMENT_BYTES = 1 << 30;

  private final List<ByteBuffer> segments;
  private final long segmentBytes;
  private final long size;

  private ByteRegion(List<ByteBuffer> segments, long segmentBytes, long size) {
    this.segments = List.copyOf(segments);
    this.segmentBytes = segmentBytes;
    this.size = size;
  }

  /** Maps {@code size} bytes of {@code channel} from {@code start} for reading. */
  static ByteRegion map(FileChannel channel, long start, long size) throws IOException {
    return map(channel, start, size, size <= Integer.MAX_VALUE ? Integer.MAX_VALUE : SEGMENT_BYTES);
  }

  static ByteRegion map(FileChannel channel, long start, long size, int segmentBytes)
      throws IOException {
    List<ByteBuffer> segments = new ArrayList<>();
    for (long offset = 0; offset < size; offset += segmentBytes) {
      long length = Math.min(segmentBytes, size - offset);
      segments.add(channel.map(FileChannel.MapMode.READ_ONLY, start + offset, length));
    }
    return new ByteRegion(segments, segmentBytes, size);
  }

  /** Direct memory to be filled through {@link #segments()}. */
  static ByteRegion allocate(long size, int segmentBytes) {
    List<ByteBuffer> segments = new ArrayList<>();
    for (long offset = 0; offset < size; offset += segmentBytes) {
      segments.add(ByteBuffer.allocateDirect((int) Math.min(segmentBytes, size - offset)));
    }
    return new ByteRegion(segments, segmentBytes, size);
  }

  List<ByteBuffer> segments() {
    return segments;
  }

  /** Length in bytes. */
  public long size() {
    return size;
  }

  /** Appends {@code length} bytes from {@code offset} to {@code target} at its position. */
  public void copy(long offset, long length, ByteBuffer target) {
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new IndexOutOfBoundsException(offset + " + " + length + " of " + size);
    }
    long position = offset;
    long end = offset + length;
    while (position < end) {
      ByteBuffer segment = segments.get((int) (position / segmentBytes));
      int from = (int) (position % segmentBytes);
      int count = (int) Math.min(end - position, segment.capacity() - from);
      target.put(target.position(), segment, from, count);
      target.position(target.position() + count);
      position += count;
    }
  }

  /** The whole region as one buffer, without a copy when it is one segment. */
  ByteBuffer whole(int length) {
    if (segments.size() == 1) {
      return segments.get(0).duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer copy = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    copy(0, length, copy);
    return copy.flip();
  }
}

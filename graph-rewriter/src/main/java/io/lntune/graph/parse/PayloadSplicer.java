package io.lntune.graph.parse;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Puts the contents that {@link WireScanner} left in their files back into an encoded model: lists
 * the same bytes with every marker replaced by its field and every enclosing length adapted.
 */
final class PayloadSplicer {
  /** A message being passed. Its header is only made anew when something inside it changes. */
  private static final class Frame {
    final MessageKind kind;
    final int tag;
    final int start;
    final int contentStart;
    final int end;
    int header = -1;
    long lengthBefore;

    Frame(MessageKind kind, int tag, int start, int contentStart, int end) {
      this.kind = kind;
      this.tag = tag;
      this.start = start;
      this.contentStart = contentStart;
      this.end = end;
    }
  }

  private final byte[] skeleton;
  private final CodedInputStream input;
  private final List<Pieces.Part> parts = new ArrayList<>();
  private final List<Frame> open = new ArrayList<>();
  private long length;
  private int copied;

  private PayloadSplicer(byte[] skeleton) {
    this.skeleton = skeleton;
    this.input = CodedInputStream.newInstance(skeleton);
    input.setRecursionLimit(Integer.MAX_VALUE);
  }

  /** The parts of the file that {@code skeleton}, an encoded model with markers, stands for. */
  static Pieces splice(byte[] skeleton) {
    try {
      return new PayloadSplicer(skeleton).run();
    } catch (IOException e) {
      throw new IllegalStateException("the encoding of our own message is well-formed", e);
    }
  }

  private Pieces run() throws IOException {
    open.add(new Frame(MessageKind.MODEL, 0, 0, 0, skeleton.length));
    while (true) {
      Frame frame = open.get(open.size() - 1);
      if (position() < frame.end) {
        step(frame);
        continue;
      }
      if (open.size() == 1) {
        flush(skeleton.length);
        return new Pieces(parts, length);
      }
      close(frame);
      open.remove(open.size() - 1);
    }
  }

  private void step(Frame frame) throws IOException {
    int start = position();
    int tag = input.readTag();
    MessageKind child =
        WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
            ? frame.kind.child(WireFormat.getTagFieldNumber(tag))
            : null;
    if (child == null) {
      input.skipField(tag);
      return;
    }
    int size = input.readRawVarint32();
    int contentStart = position();
    Frame entered = new Frame(child, tag, start, contentStart, contentStart + size);
    if (child == MessageKind.TENSOR) {
      tensor(entered);
    } else {
      open.add(entered);
    }
  }

  /** Passes a tensor; one with a marker is taken apart. */
  private void tensor(Frame tensor) throws IOException {
    NavigableMap<Integer, Integer> startByField = new TreeMap<>();
    PayloadMarker marker = null;
    int markerStart = 0;
    int markerEnd = 0;
    while (position() < tensor.end) {
      int start = position();
      int tag = input.readTag();
      if (tag == PayloadMarker.TAG) {
        marker = PayloadMarker.decode(input.readBytes());
        markerStart = start;
        markerEnd = position();
      } else {
        input.skipField(tag);
        startByField.putIfAbsent(WireFormat.getTagFieldNumber(tag), start);
      }
    }
    if (marker == null) {
      return;
    }
    // Known fields are in ascending order, and the payload belongs among them.
    Map.Entry<Integer, Integer> next = startByField.higherEntry(marker.field());
    int insertAt = next == null ? markerStart : Math.min(markerStart, next.getValue());
    long size = marker.region().length();
    byte[] field = header((marker.field() << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED, size);
    long rest = (long) tensor.end - tensor.contentStart - (markerEnd - markerStart);
    openHeaders();
    flush(tensor.start);
    add(header(tensor.tag, rest + field.length + size));
    copied = tensor.contentStart;
    flush(insertAt);
    add(field);
    parts.add(new Pieces.Stored(marker.region()));
    length += size;
    flush(markerStart);
    copied = markerEnd;
  }

  /** Makes room for the headers of all messages around a change. */
  private void openHeaders() {
    for (Frame frame : open.subList(1, open.size())) {
      if (frame.header < 0) {
        flush(frame.start);
        frame.header = parts.size();
        frame.lengthBefore = length;
        parts.add(new Pieces.Memory(ByteBuffer.allocate(0)));
        copied = frame.contentStart;
      }
    }
  }

  private void close(Frame frame) {
    if (frame.header >= 0) {
      flush(frame.end);
      byte[] header = header(frame.tag, length - frame.lengthBefore);
      parts.set(frame.header, new Pieces.Memory(ByteBuffer.wrap(header)));
      length += header.length;
    }
  }

  /** Adds everything between what was added last and {@code until} as it is. */
  private void flush(int until) {
    if (until > copied) {
      parts.add(new Pieces.Memory(ByteBuffer.wrap(skeleton, copied, until - copied)));
      length += until - copied;
      copied = until;
    }
  }

  private void add(byte[] bytes) {
    parts.add(new Pieces.Memory(ByteBuffer.wrap(bytes)));
    length += bytes.length;
  }

  private static byte[] header(int tag, long size) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Varints.put(tag & 0xFFFFFFFFL, bytes);
    Varints.put(size, bytes);
    return bytes.toByteArray();
  }

  private int position() {
    return input.getTotalBytesRead();
  }
}

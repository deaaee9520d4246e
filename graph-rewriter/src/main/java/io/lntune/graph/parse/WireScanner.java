package io.lntune.graph.parse;

import com.google.protobuf.ByteString;
import com.google.protobuf.WireFormat;
import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Walks the protobuf encoding of a model file and copies it without the contents of large tensors.
 * Iterative, so that no nesting in the file can exhaust the thread's stack.
 */
final class WireScanner {
  /** A message whose end has not been reached. */
  private record Frame(MessageKind kind, long end, int mark) {}

  private final FileBytes file;
  private final String fileSpelling;
  private final Limits limits;
  private final String where;
  private final SkeletonBuffer skeleton;
  private final Deque<Frame> open = new ArrayDeque<>();
  private long position;
  private long copied;
  private long nodes;
  private long initializers;

  WireScanner(FileBytes file, String fileSpelling, Limits limits, String where) {
    this.file = file;
    this.fileSpelling = fileSpelling;
    this.limits = limits;
    this.where = where;
    this.skeleton = new SkeletonBuffer(limits.maxSkeletonBytes(), where);
  }

  /** The model's bytes with a {@link PayloadMarker} in place of each large content. */
  ByteString scan() throws IOException {
    Frame frame = new Frame(MessageKind.MODEL, file.size(), 0);
    while (true) {
      if (position < frame.end()) {
        frame = step(frame);
      } else if (open.isEmpty()) {
        flush(position);
        return skeleton.toByteString();
      } else {
        flush(position);
        skeleton.closeLength(frame.mark());
        frame = open.pop();
      }
    }
  }

  /** Passes one field; returns the frame to go on in. */
  private Frame step(Frame frame) throws IOException {
    long start = position;
    int tag = readTag(frame.end());
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      refuseMarker(frame, tag);
      skip(tag, frame.end());
      return frame;
    }
    int field = WireFormat.getTagFieldNumber(tag);
    refuseMarker(frame, tag);
    long length = readVarint(frame.end());
    if (length < 0 || length > frame.end() - position) {
      throw damaged(
          "a field of "
              + length
              + " bytes starts at byte "
              + start
              + ", but its message ends at byte "
              + frame.end());
    }
    MessageKind child = frame.kind().child(field);
    if (child != null) {
      return enter(frame, child, tag, start, length);
    }
    if (length >= MessageKind.LARGE && frame.kind().isPayload(field)) {
      flush(start);
      ByteString marker = PayloadMarker.encode(field, fileSpelling, position, length);
      skeleton.appendVarint(PayloadMarker.TAG & 0xFFFFFFFFL);
      skeleton.appendVarint(marker.size());
      skeleton.append(marker);
      copied = position + length;
    }
    position += length;
    return frame;
  }

  private Frame enter(Frame frame, MessageKind child, int tag, long start, long length)
      throws IOException {
    count(frame.kind(), child);
    if (open.size() + 1 > limits.maxDepth()) {
      throw Limits.exceeded("maxDepth", limits.maxDepth(), where);
    }
    flush(start);
    skeleton.appendVarint(tag & 0xFFFFFFFFL);
    copied = position;
    open.push(frame);
    return new Frame(child, position + length, skeleton.openLength());
  }

  private void count(MessageKind parent, MessageKind child) {
    if (child == MessageKind.NODE) {
      if (++nodes > limits.maxNodes()) {
        throw Limits.exceeded("maxNodes", limits.maxNodes(), where);
      }
    } else if (parent == MessageKind.GRAPH && ++initializers > limits.maxInitializers()) {
      throw Limits.exceeded("maxInitializers", limits.maxInitializers(), where);
    }
  }

  private void refuseMarker(Frame frame, int tag) {
    if (frame.kind() == MessageKind.TENSOR
        && WireFormat.getTagFieldNumber(tag) == PayloadMarker.FIELD) {
      throw LntuneException.badInput(
          "A tensor has the reserved field " + PayloadMarker.FIELD,
          where,
          "No ONNX exporter writes this field; get the model from a source you trust.");
    }
  }

  /** Passes the value of a field that has no length prefix. */
  private void skip(int tag, long end) throws IOException {
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> readVarint(end);
      case WireFormat.WIRETYPE_FIXED64 -> advance(8, end);
      case WireFormat.WIRETYPE_FIXED32 -> advance(4, end);
      case WireFormat.WIRETYPE_START_GROUP -> skipGroup(tag, end);
      default -> throw damaged("byte " + position + " does not start a field");
    }
  }

  private void skipGroup(int startTag, long end) throws IOException {
    Deque<Integer> groups = new ArrayDeque<>();
    groups.push(WireFormat.getTagFieldNumber(startTag));
    while (!groups.isEmpty()) {
      int tag = readTag(end);
      int field = WireFormat.getTagFieldNumber(tag);
      switch (WireFormat.getTagWireType(tag)) {
        case WireFormat.WIRETYPE_START_GROUP -> {
          groups.push(field);
          if (open.size() + groups.size() > limits.maxDepth()) {
            throw Limits.exceeded("maxDepth", limits.maxDepth(), where);
          }
        }
        case WireFormat.WIRETYPE_END_GROUP -> {
          if (groups.pop() != field) {
            throw damaged("a group is closed that was not opened, before byte " + position);
          }
        }
        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> advance(readVarint(end), end);
        default -> skip(tag, end);
      }
    }
  }

  private int readTag(long end) throws IOException {
    long start = position;
    long tag = readVarint(end);
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      throw damaged("byte " + start + " does not start a field");
    }
    return (int) tag;
  }

  private long readVarint(long end) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position >= end) {
        throw damaged("a number is cut off at byte " + position);
      }
      byte next = file.at(position++);
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw damaged("a number before byte " + position + " is too long");
  }

  private void advance(long count, long end) throws IOException {
    if (count < 0 || count > end - position) {
      throw damaged("a field is cut off at byte " + position);
    }
    position += count;
  }

  /** Copies everything between what was copied last and {@code until}. */
  private void flush(long until) throws IOException {
    file.copy(copied, until - copied, skeleton);
    copied = until;
  }

  private static DamagedFileException damaged(String detail) {
    return new DamagedFileException(detail);
  }
}

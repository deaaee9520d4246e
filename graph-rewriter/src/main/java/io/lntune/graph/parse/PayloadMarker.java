package io.lntune.graph.parse;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.parse.proto.TensorProto;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Stands in a {@link TensorProto} in memory for elements that stayed in a file, as a field number
 * that no schema uses. A file that brings this field itself is refused, so a marker is always ours.
 *
 * @param field the payload field of {@code TensorProto} that the elements belong to
 * @param region where the elements are
 */
record PayloadMarker(int field, FileRegion region) {
  /** Field number of the marker in {@code TensorProto}. */
  static final int FIELD = 500_000_001;

  /** Tag of the marker, as it is on the wire. */
  static final int TAG = (FIELD << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private static final int PAYLOAD_FIELD = 1;
  private static final int OFFSET = 2;
  private static final int LENGTH = 3;
  private static final int FILE = 4;

  /** The content of the marker field. */
  static ByteString encode(int field, String file, long offset, long length) {
    return UnknownFieldSet.newBuilder()
        .mergeField(PAYLOAD_FIELD, varint(field))
        .mergeField(OFFSET, varint(offset))
        .mergeField(LENGTH, varint(length))
        .mergeField(
            FILE,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(file))
                .build())
        .build()
        .toByteString();
  }

  /** Spelling of a file in markers; unlike a path as text it loses nothing in any encoding. */
  static String spell(Path file) {
    return file.toUri().toString();
  }

  static PayloadMarker decode(ByteString content) {
    UnknownFieldSet fields;
    try {
      fields = UnknownFieldSet.parseFrom(content);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a marker is always well-formed", e);
    }
    String file = fields.getField(FILE).getLengthDelimitedList().get(0).toStringUtf8();
    return new PayloadMarker(
        (int) number(fields, PAYLOAD_FIELD),
        new FileRegion(Path.of(URI.create(file)), number(fields, OFFSET), number(fields, LENGTH)));
  }

  /** The markers in {@code tensor}, normally none or one. */
  static List<ByteString> in(TensorProto tensor) {
    return tensor.getUnknownFields().getField(FIELD).getLengthDelimitedList();
  }

  /** Puts this marker into {@code tensor}. */
  void addTo(TensorProto.Builder tensor) {
    ByteString content = encode(field, spell(region.file()), region.offset(), region.length());
    UnknownFieldSet.Field marker =
        UnknownFieldSet.Field.newBuilder().addLengthDelimited(content).build();
    tensor.setUnknownFields(tensor.getUnknownFields().toBuilder().addField(FIELD, marker).build());
  }

  /** Takes the markers out of {@code tensor}. */
  static void removeFrom(TensorProto.Builder tensor) {
    if (tensor.getUnknownFields().hasField(FIELD)) {
      tensor.setUnknownFields(tensor.getUnknownFields().toBuilder().clearField(FIELD).build());
    }
  }

  private static UnknownFieldSet.Field varint(long value) {
    return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
  }

  private static long number(UnknownFieldSet fields, int number) {
    return fields.getField(number).getVarintList().get(0);
  }
}

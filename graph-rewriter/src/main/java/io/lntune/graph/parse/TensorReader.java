package io.lntune.graph.parse;

import com.google.protobuf.ByteString;
import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.InlineStrings;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorContent;
import io.lntune.graph.parse.proto.TensorProto;
import java.util.ArrayList;
import java.util.List;

/** Turns stored tensors into {@link Tensor}s whose content has exactly the size it must have. */
final class TensorReader {
  /** The highest element type that is known. */
  static final int MAX_TYPE_CODE = DataType.INT2.code();

  private final ReadContext context;
  private final ExternalData external;

  TensorReader(ReadContext context) {
    this.context = context;
    this.external = new ExternalData(context.dataFolder());
  }

  Tensor read(TensorProto proto, String owner) {
    String object = proto.getName().isEmpty() ? owner : "tensor '" + proto.getName() + "'";
    DataType type = elementType(proto, object);
    Shape shape = shape(proto, object);
    TensorContent content = content(proto, type, shape, object);
    return new Tensor(proto.getName(), type, shape, content, new TensorCarrier(proto, content));
  }

  private DataType elementType(TensorProto proto, String object) {
    if (proto.getDataType() <= 0 || proto.getDataType() > MAX_TYPE_CODE) {
      throw LntuneException.badInput(
          "Unknown element type " + proto.getDataType(),
          context.where(object),
          "Re-export the model with ONNX IR version 13 or older.");
    }
    if (proto.hasSegment()) {
      throw LntuneException.unsupported(
          "A tensor stored in segments",
          context.where(object),
          "Re-export the model; no current exporter splits tensors.");
    }
    return DataType.ofCode(proto.getDataType());
  }

  private Shape shape(TensorProto proto, String object) {
    List<Dim> dims = new ArrayList<>(proto.getDimsCount());
    long count = 1;
    for (long size : proto.getDimsList()) {
      if (size < 0) {
        throw context.malformed("A tensor has the negative size " + size, object);
      }
      try {
        count = Math.multiplyExact(count, size);
      } catch (ArithmeticException e) {
        throw tooLarge(object).causedBy(e);
      }
      dims.add(Dim.of(size));
    }
    if (count > context.limits().maxTensorElements()) {
      throw tooLarge(object);
    }
    return new Shape(dims);
  }

  private LntuneException tooLarge(String object) {
    return Limits.exceeded(
        "maxTensorElements", context.limits().maxTensorElements(), context.where(object));
  }

  private TensorContent content(TensorProto proto, DataType type, Shape shape, String object) {
    long elements = shape.elementCount();
    if (type == DataType.STRING) {
      return strings(proto, elements, object);
    }
    long byteSize;
    try {
      byteSize = type.byteSize(elements);
    } catch (ArithmeticException e) {
      throw tooLarge(object).causedBy(e);
    }
    if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return external.locate(proto, byteSize, context.where(object));
    }
    List<ByteString> markers = PayloadMarker.in(proto);
    if (!markers.isEmpty()) {
      return large(proto, markers, type, byteSize, object);
    }
    if (!proto.getRawData().isEmpty()) {
      requireSize(byteSize, proto.getRawData().size(), object);
      return new InlineBytes(proto.getRawData().asReadOnlyByteBuffer());
    }
    long typed =
        Math.multiplyExact((long) TypedData.count(proto, type), TypedData.entryBytes(type));
    requireSize(byteSize, typed, object);
    return new InlineBytes(TypedData.toRaw(proto, type));
  }

  private TensorContent large(
      TensorProto proto, List<ByteString> markers, DataType type, long byteSize, String object) {
    PayloadMarker marker = PayloadMarker.decode(markers.get(0));
    boolean fits =
        switch (marker.field()) {
          case TensorProto.FLOAT_DATA_FIELD_NUMBER ->
              type == DataType.FLOAT || type == DataType.COMPLEX64;
          case TensorProto.DOUBLE_DATA_FIELD_NUMBER ->
              type == DataType.DOUBLE || type == DataType.COMPLEX128;
          default -> true;
        };
    if (!fits
        || markers.size() > 1
        || !proto.getRawData().isEmpty()
        || proto.getFloatDataCount() > 0
        || proto.getDoubleDataCount() > 0) {
      throw context.malformed(
          "A tensor of type "
              + type.onnxName()
              + " has more than one content or one of another"
              + " type",
          object);
    }
    requireSize(byteSize, marker.region().length(), object);
    return marker.region();
  }

  private void requireSize(long needed, long present, String object) {
    if (needed != present) {
      throw context.malformed(
          "A tensor has " + present + " bytes of content, but its type and shape need " + needed,
          object);
    }
  }

  private TensorContent strings(TensorProto proto, long elements, String object) {
    if (!PayloadMarker.in(proto).isEmpty()
        || proto.hasRawData()
        || proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL
        || proto.getStringDataCount() != elements) {
      throw context.malformed(
          "A string tensor of "
              + elements
              + " elements has "
              + proto.getStringDataCount()
              + " texts, or content of another kind",
          object);
    }
    return new InlineStrings(
        proto.getStringDataList().stream().map(ByteString::toStringUtf8).toList());
  }
}

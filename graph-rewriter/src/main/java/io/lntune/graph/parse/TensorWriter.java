package io.lntune.graph.parse;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.InlineStrings;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorContent;
import io.lntune.graph.parse.proto.TensorProto;

/** Turns tensors back into the schema; contents in files become markers. */
final class TensorWriter {
  /**
   * Few int32 numbers go into the field for them: the shape inference of {@code
   * com.microsoft.ExpandDims} in ONNX Runtime up to 1.24 looks nowhere else, and does not check.
   */
  private static final long MOST_TYPED = 8;

  private TensorWriter() {}

  static TensorProto write(Tensor tensor, TensorPlacement.Place place) {
    TensorCarrier carrier =
        tensor.carrier() instanceof TensorCarrier known && known.describes(tensor) ? known : null;
    if (place instanceof TensorPlacement.External external) {
      return external(tensor, external);
    }
    boolean keep = place instanceof TensorPlacement.Kept;
    if (carrier != null && (keep || !carrier.isExternal())) {
      TensorProto proto = carrier.proto();
      return proto.getName().equals(tensor.name())
          ? proto
          : proto.toBuilder().setName(tensor.name()).build();
    }
    TensorProto.Builder builder = withoutContent(tensor);
    TensorContent content = tensor.content();
    if (tensor.elementType() == DataType.INT32 && tensor.elementCount() <= MOST_TYPED) {
      for (long value : tensor.toLongs()) {
        builder.addInt32Data(Math.toIntExact(value));
      }
    } else if (content instanceof InlineBytes inline) {
      builder.setRawData(UnsafeByteOperations.unsafeWrap(inline.bytes().duplicate()));
    } else if (content instanceof InlineStrings strings) {
      strings.values().forEach(each -> builder.addStringData(ByteString.copyFromUtf8(each)));
    } else if (content instanceof FileRegion region) {
      new PayloadMarker(TensorProto.RAW_DATA_FIELD_NUMBER, region).addTo(builder);
    }
    return builder.build();
  }

  private static TensorProto external(Tensor tensor, TensorPlacement.External place) {
    String where = "tensor '" + tensor.name() + "'";
    if (tensor.content() instanceof InlineStrings) {
      throw LntuneException.usage(
          "Strings cannot be external data (" + where + ")", "Keep this tensor in the model.");
    }
    if (place.offset() < 0 || place.length() != tensor.byteSize()) {
      throw LntuneException.usage(
          "External place " + place + " does not fit " + tensor, "Give its exact bytes.");
    }
    if (!ExternalData.isInside(place.location())) {
      throw LntuneException.usage(
          "External data may not leave the model's folder: '" + place.location() + "'",
          "Put the data file beside the model or below it.");
    }
    return withoutContent(tensor)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(StringEntries.of("location", place.location()))
        .addExternalData(StringEntries.of("offset", Long.toString(place.offset())))
        .addExternalData(StringEntries.of("length", Long.toString(place.length())))
        .build();
  }

  private static TensorProto.Builder withoutContent(Tensor tensor) {
    TensorProto.Builder builder =
        tensor.carrier() instanceof TensorCarrier carrier
            ? carrier.proto().toBuilder()
            : TensorProto.newBuilder();
    PayloadMarker.removeFrom(builder);
    builder
        .clearDims()
        .clearRawData()
        .clearFloatData()
        .clearDoubleData()
        .clearInt32Data()
        .clearInt64Data()
        .clearUint64Data()
        .clearStringData()
        .clearExternalData()
        .clearDataLocation();
    if (!builder.getName().equals(tensor.name())) {
      builder.setName(tensor.name());
    }
    for (Dim dim : tensor.shape().dims()) {
      builder.addDims(dim.size());
    }
    return builder.setDataType(tensor.elementType().code());
  }
}

package io.lntune.graph.parse;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.OtherType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.ValueType;
import io.lntune.graph.parse.proto.TensorShapeProto;
import io.lntune.graph.parse.proto.TypeProto;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Types of values, from and to the schema. */
final class TypeConversion {
  private TypeConversion() {}

  /** The declared type; null when the declaration says nothing. */
  static @Nullable ValueType read(TypeProto proto) {
    return switch (proto.getValueCase()) {
      case TENSOR_TYPE -> {
        TypeProto.Tensor tensor = proto.getTensorType();
        DataType type = DataType.ofCode(tensor.getElemType());
        Shape shape = tensor.hasShape() ? shape(tensor.getShape()) : null;
        yield type == DataType.UNDEFINED && shape == null ? null : new TensorType(type, shape);
      }
      case SEQUENCE_TYPE -> new OtherType("sequence", new ProtoCarrier(proto));
      case MAP_TYPE -> new OtherType("map", new ProtoCarrier(proto));
      case OPTIONAL_TYPE -> new OtherType("optional", new ProtoCarrier(proto));
      case SPARSE_TENSOR_TYPE -> new OtherType("sparse tensor", new ProtoCarrier(proto));
      case OPAQUE_TYPE -> new OtherType("opaque", new ProtoCarrier(proto));
      case VALUE_NOT_SET -> null;
    };
  }

  /** {@code type} in the schema; {@code old} contributes denotations and unknown fields. */
  static TypeProto write(ValueType type, TypeProto old) {
    if (type instanceof OtherType other) {
      if (other.carrier() instanceof ProtoCarrier carrier
          && carrier.message() instanceof TypeProto proto) {
        return proto;
      }
      throw LntuneException.unsupported(
          "A type of kind " + other.description() + " cannot be made anew", "", "");
    }
    TensorType tensor = (TensorType) type;
    TypeProto.Builder builder = old.toBuilder();
    TypeProto.Tensor.Builder inner = builder.getTensorTypeBuilder();
    inner.setElemType(tensor.elementType().code());
    Shape shape = tensor.shape();
    if (shape == null) {
      inner.clearShape();
    } else {
      inner.setShape(shape(shape, old.getTensorType().getShape()));
    }
    return builder.build();
  }

  private static Shape shape(TensorShapeProto proto) {
    List<Dim> dims = new ArrayList<>();
    for (TensorShapeProto.Dimension dim : proto.getDimList()) {
      dims.add(
          switch (dim.getValueCase()) {
            case DIM_VALUE -> dim.getDimValue() < 0 ? Dim.UNKNOWN : Dim.of(dim.getDimValue());
            case DIM_PARAM -> Dim.symbolic(dim.getDimParam());
            case VALUE_NOT_SET -> Dim.UNKNOWN;
          });
    }
    return new Shape(dims);
  }

  private static TensorShapeProto shape(Shape shape, TensorShapeProto old) {
    TensorShapeProto.Builder builder = old.toBuilder().clearDim();
    for (int i = 0; i < shape.rank(); i++) {
      boolean same = old.getDimCount() == shape.rank();
      TensorShapeProto.Dimension.Builder dim =
          same ? old.getDim(i).toBuilder() : TensorShapeProto.Dimension.newBuilder();
      dim.clearValue();
      if (shape.dim(i).isStatic()) {
        dim.setDimValue(shape.dim(i).size());
      } else if (!shape.dim(i).symbol().isEmpty()) {
        dim.setDimParam(shape.dim(i).symbol());
      }
      builder.addDim(dim);
    }
    return builder.build();
  }
}

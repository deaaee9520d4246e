package io.lntune.graph.parse;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OtherType;
import io.lntune.graph.ir.ValueType;
import io.lntune.graph.parse.proto.TypeProto;

/** Sequence types for graphs that are made, not read. */
public final class SequenceTypes {
  private SequenceTypes() {}

  /** A sequence of tensors of any shape. */
  public static ValueType ofTensors(DataType elementType) {
    TypeProto.Builder type = TypeProto.newBuilder();
    type.getSequenceTypeBuilder()
        .getElemTypeBuilder()
        .getTensorTypeBuilder()
        .setElemType(elementType.code());
    return new OtherType("sequence", new ProtoCarrier(type.build()));
  }
}

package io.lntune.graph.parse;

import com.google.protobuf.ByteString;
import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.parse.proto.AttributeProto;
import io.lntune.graph.parse.proto.AttributeProto.AttributeType;
import org.jspecify.annotations.Nullable;

/** Turns attributes back into the schema. */
final class AttributeWriter {
  private final GraphWriter graphs;

  AttributeWriter(GraphWriter graphs) {
    this.graphs = graphs;
  }

  /** The attribute under {@code name}; {@code old} contributes what the graph does not model. */
  AttributeProto write(String name, Attribute attribute, @Nullable AttributeProto old) {
    if (attribute instanceof Attribute.Opaque opaque) {
      return opaque(name, opaque);
    }
    AttributeProto.Builder builder = blank(name, old);
    if (attribute instanceof Attribute.IntValue value) {
      builder.setType(AttributeType.INT).setI(value.value());
    } else if (attribute instanceof Attribute.FloatValue value) {
      builder.setType(AttributeType.FLOAT).setF(value.value());
    } else if (attribute instanceof Attribute.StringValue value) {
      builder.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value.value()));
    } else if (attribute instanceof Attribute.TensorValue value) {
      builder
          .setType(AttributeType.TENSOR)
          .setT(TensorWriter.write(value.value(), new TensorPlacement.Kept()));
    } else if (attribute instanceof Attribute.GraphValue value) {
      builder.setType(AttributeType.GRAPH).setG(graphs.write(value.value()));
    } else if (attribute instanceof Attribute.Ints value) {
      builder.setType(AttributeType.INTS).addAllInts(value.values());
    } else if (attribute instanceof Attribute.Floats value) {
      builder.setType(AttributeType.FLOATS).addAllFloats(value.values());
    } else if (attribute instanceof Attribute.Strings value) {
      builder.setType(AttributeType.STRINGS);
      value.values().forEach(each -> builder.addStrings(ByteString.copyFromUtf8(each)));
    } else if (attribute instanceof Attribute.Graphs value) {
      builder.setType(AttributeType.GRAPHS);
      for (Graph each : value.values()) {
        builder.addGraphs(graphs.write(each));
      }
    } else if (attribute instanceof Attribute.Reference value) {
      AttributeType type = AttributeType.forNumber(value.typeCode());
      builder
          .setType(type == null ? AttributeType.UNDEFINED : type)
          .setRefAttrName(value.attributeName());
    }
    if (old != null && !old.hasType()) {
      builder.clearType();
    }
    return builder.build();
  }

  private static AttributeProto.Builder blank(String name, @Nullable AttributeProto old) {
    if (old == null) {
      return AttributeProto.newBuilder().setName(name);
    }
    return old.toBuilder()
        .setName(name)
        .clearF()
        .clearI()
        .clearS()
        .clearT()
        .clearG()
        .clearTp()
        .clearSparseTensor()
        .clearFloats()
        .clearInts()
        .clearStrings()
        .clearTensors()
        .clearGraphs()
        .clearTypeProtos()
        .clearSparseTensors()
        .clearRefAttrName();
  }

  private static AttributeProto opaque(String name, Attribute.Opaque opaque) {
    if (opaque.carrier() instanceof ProtoCarrier carrier
        && carrier.message() instanceof AttributeProto proto) {
      return proto.getName().equals(name) ? proto : proto.toBuilder().setName(name).build();
    }
    throw LntuneException.unsupported("Attribute '" + name + "' cannot be written", "", "");
  }
}

package io.lntune.graph.parse;

import com.google.protobuf.ByteString;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.parse.proto.AttributeProto;
import io.lntune.graph.parse.proto.AttributeProto.AttributeType;
import io.lntune.graph.parse.proto.SparseTensorProto;
import org.jspecify.annotations.Nullable;

/** Turns attributes into the graph's kinds; rarer kinds are carried whole. */
final class AttributeReader {
  private final ReadContext context;
  private final TensorReader tensors;
  private final GraphReader graphs;

  AttributeReader(ReadContext context, TensorReader tensors, GraphReader graphs) {
    this.context = context;
    this.tensors = tensors;
    this.graphs = graphs;
  }

  /** The attribute; subgraphs in it resolve names through {@code scope}. */
  Attribute read(AttributeProto proto, @Nullable Graph scope, String owner) {
    String object = "attribute '" + proto.getName() + "' of " + owner;
    if (!proto.getRefAttrName().isEmpty()) {
      return new Attribute.Reference(proto.getRefAttrName(), proto.getType().getNumber());
    }
    return switch (kind(proto)) {
      case INT -> new Attribute.IntValue(proto.getI());
      case FLOAT -> new Attribute.FloatValue(proto.getF());
      case STRING ->
          proto.getS().isValidUtf8()
              ? new Attribute.StringValue(proto.getS().toStringUtf8())
              : opaque(proto);
      case TENSOR -> {
        require(proto.hasT(), object);
        yield new Attribute.TensorValue(tensors.read(proto.getT(), object));
      }
      case GRAPH -> {
        require(proto.hasG(), object);
        yield new Attribute.GraphValue(graphs.read(proto.getG(), scope));
      }
      case INTS -> new Attribute.Ints(proto.getIntsList());
      case FLOATS -> new Attribute.Floats(proto.getFloatsList());
      case STRINGS ->
          proto.getStringsList().stream().allMatch(ByteString::isValidUtf8)
              ? new Attribute.Strings(
                  proto.getStringsList().stream().map(ByteString::toStringUtf8).toList())
              : opaque(proto);
      case GRAPHS ->
          new Attribute.Graphs(
              proto.getGraphsList().stream().map(each -> graphs.read(each, scope)).toList());
      case TENSORS, SPARSE_TENSOR, SPARSE_TENSORS, TYPE_PROTO, TYPE_PROTOS, UNDEFINED ->
          opaque(proto);
    };
  }

  /** The declared kind, or for models of IR version 1 the one whose field is present. */
  private static AttributeType kind(AttributeProto proto) {
    if (proto.getType() != AttributeType.UNDEFINED) {
      return proto.getType();
    }
    if (proto.hasF()) {
      return AttributeType.FLOAT;
    }
    if (proto.hasI()) {
      return AttributeType.INT;
    }
    if (proto.hasS()) {
      return AttributeType.STRING;
    }
    if (proto.hasT()) {
      return AttributeType.TENSOR;
    }
    if (proto.hasG()) {
      return AttributeType.GRAPH;
    }
    if (proto.getFloatsCount() > 0) {
      return AttributeType.FLOATS;
    }
    if (proto.getIntsCount() > 0) {
      return AttributeType.INTS;
    }
    return proto.getStringsCount() > 0 ? AttributeType.STRINGS : AttributeType.UNDEFINED;
  }

  private void require(boolean present, String object) {
    if (!present) {
      throw context.malformed("An attribute has no value of its declared type", object);
    }
  }

  /** Checks the tensors of an attribute that is carried whole. */
  void check(AttributeProto proto) {
    String object = "attribute '" + proto.getName() + "'";
    if (proto.hasT()) {
      tensors.read(proto.getT(), object);
    }
    if (proto.hasG()) {
      graphs.check(proto.getG());
    }
    proto.getGraphsList().forEach(graphs::check);
    proto.getTensorsList().forEach(each -> tensors.read(each, object));
    if (proto.hasSparseTensor()) {
      check(proto.getSparseTensor(), object);
    }
    proto.getSparseTensorsList().forEach(each -> check(each, object));
  }

  private void check(SparseTensorProto sparse, String object) {
    tensors.read(sparse.getValues(), object);
    tensors.read(sparse.getIndices(), object);
  }

  private Attribute opaque(AttributeProto proto) {
    check(proto);
    return new Attribute.Opaque(new ProtoCarrier(proto));
  }
}

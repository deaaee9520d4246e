package io.lntune.graph.parse;

import io.lntune.graph.parse.proto.AttributeProto;
import io.lntune.graph.parse.proto.FunctionProto;
import io.lntune.graph.parse.proto.GraphProto;
import io.lntune.graph.parse.proto.ModelProto;
import io.lntune.graph.parse.proto.NodeProto;
import io.lntune.graph.parse.proto.SparseTensorProto;
import io.lntune.graph.parse.proto.TensorProto;
import io.lntune.graph.parse.proto.TrainingInfoProto;
import org.jspecify.annotations.Nullable;

/** The messages in which a tensor can be, and which field leads from one to the next. */
enum MessageKind {
  MODEL,
  TRAINING,
  FUNCTION,
  GRAPH,
  NODE,
  ATTRIBUTE,
  SPARSE_TENSOR,
  TENSOR;

  /** Contents from this many bytes on stay in the file. */
  static final int LARGE = 1024;

  /** What the field holds; null when no tensor can be inside. */
  @Nullable MessageKind child(int field) {
    return switch (this) {
      case MODEL ->
          switch (field) {
            case ModelProto.GRAPH_FIELD_NUMBER -> GRAPH;
            case ModelProto.FUNCTIONS_FIELD_NUMBER -> FUNCTION;
            case ModelProto.TRAINING_INFO_FIELD_NUMBER -> TRAINING;
            default -> null;
          };
      case TRAINING ->
          switch (field) {
            case TrainingInfoProto.INITIALIZATION_FIELD_NUMBER,
                TrainingInfoProto.ALGORITHM_FIELD_NUMBER ->
                GRAPH;
            default -> null;
          };
      case FUNCTION ->
          switch (field) {
            case FunctionProto.NODE_FIELD_NUMBER -> NODE;
            case FunctionProto.ATTRIBUTE_PROTO_FIELD_NUMBER -> ATTRIBUTE;
            default -> null;
          };
      case GRAPH ->
          switch (field) {
            case GraphProto.NODE_FIELD_NUMBER -> NODE;
            case GraphProto.INITIALIZER_FIELD_NUMBER -> TENSOR;
            case GraphProto.SPARSE_INITIALIZER_FIELD_NUMBER -> SPARSE_TENSOR;
            default -> null;
          };
      case NODE -> field == NodeProto.ATTRIBUTE_FIELD_NUMBER ? ATTRIBUTE : null;
      case ATTRIBUTE ->
          switch (field) {
            case AttributeProto.T_FIELD_NUMBER, AttributeProto.TENSORS_FIELD_NUMBER -> TENSOR;
            case AttributeProto.G_FIELD_NUMBER, AttributeProto.GRAPHS_FIELD_NUMBER -> GRAPH;
            case AttributeProto.SPARSE_TENSOR_FIELD_NUMBER,
                AttributeProto.SPARSE_TENSORS_FIELD_NUMBER ->
                SPARSE_TENSOR;
            default -> null;
          };
      case SPARSE_TENSOR ->
          switch (field) {
            case SparseTensorProto.VALUES_FIELD_NUMBER, SparseTensorProto.INDICES_FIELD_NUMBER ->
                TENSOR;
            default -> null;
          };
      case TENSOR -> null;
    };
  }

  /** True when the field holds tensor elements in fixed width, as they would be in a data file. */
  boolean isPayload(int field) {
    return this == TENSOR
        && (field == TensorProto.RAW_DATA_FIELD_NUMBER
            || field == TensorProto.FLOAT_DATA_FIELD_NUMBER
            || field == TensorProto.DOUBLE_DATA_FIELD_NUMBER);
  }
}

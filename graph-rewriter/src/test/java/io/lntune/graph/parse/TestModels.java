package io.lntune.graph.parse;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import io.lntune.graph.LntuneException;
import io.lntune.graph.parse.proto.AttributeProto;
import io.lntune.graph.parse.proto.FunctionProto;
import io.lntune.graph.parse.proto.GraphProto;
import io.lntune.graph.parse.proto.ModelProto;
import io.lntune.graph.parse.proto.NodeProto;
import io.lntune.graph.parse.proto.OperatorSetIdProto;
import io.lntune.graph.parse.proto.SparseTensorProto;
import io.lntune.graph.parse.proto.TensorProto;
import io.lntune.graph.parse.proto.TensorShapeProto;
import io.lntune.graph.parse.proto.TrainingInfoProto;
import io.lntune.graph.parse.proto.TypeProto;
import io.lntune.graph.parse.proto.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small models made with the schema itself, and the ways tests put them into files. */
final class TestModels {
  /** Elements of a float tensor that is large enough to stay in its file. */
  static final int LARGE = 300;

  private TestModels() {}

  static ModelProto.Builder model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setProducerName("test")
        .setGraph(graph)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17));
  }

  /** {@code y = x + w} with a large raw {@code w}. */
  static GraphProto.Builder addition() {
    return GraphProto.newBuilder()
        .setName("main")
        .addNode(node("Add", List.of("x", "w"), "y").setName("add"))
        .addInitializer(raw("w", LARGE))
        .addInput(value("x", LARGE))
        .addOutput(value("y", LARGE));
  }

  /** A model with one of everything: subgraph, function, sparse, typed, training, metadata. */
  static ModelProto everything() {
    GraphProto.Builder branch =
        GraphProto.newBuilder()
            .setName("branch")
            .addInitializer(raw("inner", LARGE))
            .addNode(node("Mul", List.of("sum", "inner"), "product"))
            .addOutput(value("product", LARGE));
    GraphProto.Builder graph =
        addition()
            .clearOutput()
            .clearNode()
            .setDocString("documentation")
            .addInitializer(raw("documented", LARGE).setDocString("after the content"))
            .addInitializer(packed())
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("typed")
                    .setDataType(6)
                    .addDims(2)
                    .addAllInt32Data(List.of(1, -2)))
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("texts")
                    .setDataType(8)
                    .addDims(1)
                    .addStringData(ByteString.copyFromUtf8("text")))
            .addSparseInitializer(
                SparseTensorProto.newBuilder()
                    .setValues(raw("sparse", 1))
                    .setIndices(longs("", 3))
                    .addDims(9))
            .addInput(
                ValueInfoProto.newBuilder()
                    .setName("condition")
                    .setType(
                        TypeProto.newBuilder()
                            .setTensorType(
                                TypeProto.Tensor.newBuilder()
                                    .setElemType(9)
                                    .setShape(TensorShapeProto.getDefaultInstance()))))
            .addNode(node("Add", List.of("x", "w"), "sum"))
            .addNode(
                node("If", List.of("condition"), "chosen")
                    .addAttribute(graph("then_branch", branch))
                    .addAttribute(graph("else_branch", branch)))
            .addNode(
                node("Constant", List.of(), "constant")
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("value")
                            .setType(AttributeProto.AttributeType.TENSOR)
                            .setT(raw("", LARGE))))
            .addNode(node("Twice", List.of("chosen"), "y").setDomain("local"))
            .addOutput(value("y", LARGE))
            .addValueInfo(value("sum", LARGE))
            .addMetadataProps(StringEntries.of("graph key", "graph value"));
    return model(graph)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1))
        .addMetadataProps(StringEntries.of("key", "value"))
        .addTrainingInfo(
            TrainingInfoProto.newBuilder()
                .setAlgorithm(GraphProto.newBuilder().addInitializer(raw("state", LARGE))))
        .addFunctions(
            FunctionProto.newBuilder()
                .setName("Twice")
                .setDomain("local")
                .addInput("a")
                .addOutput("b")
                .addAttribute("factor")
                .addNode(node("Add", List.of("a", "a"), "b"))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17)))
        .build();
  }

  static NodeProto.Builder node(String op, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(op).addAllInput(inputs).addOutput(output);
  }

  static AttributeProto.Builder graph(String name, GraphProto.Builder graph) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(graph);
  }

  /** A float tensor in {@code raw_data} whose element {@code i} is {@code i}. */
  static TensorProto.Builder raw(String name, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(i);
    }
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(1)
        .addDims(count)
        .setRawData(ByteString.copyFrom(bytes.flip()));
  }

  /** A large tensor whose content comes before its name. */
  private static TensorProto.Builder packed() {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName("packed").setDataType(1).addDims(LARGE);
    for (int i = 0; i < LARGE; i++) {
      tensor.addFloatData(i);
    }
    return tensor;
  }

  static TensorProto.Builder longs(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(7).addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor;
  }

  static ValueInfoProto.Builder value(String name, long size) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(1)
                        .setShape(
                            TensorShapeProto.newBuilder()
                                .addDim(
                                    TensorShapeProto.Dimension.newBuilder().setDimValue(size)))));
  }

  static Path write(Path folder, ModelProto model) {
    return write(folder, model.toByteArray());
  }

  static Path write(Path folder, byte[] bytes) {
    try {
      // Some file systems flush a file to the disk when it is truncated and written again.
      Files.deleteIfExists(folder.resolve("model.onnx"));
      return Files.write(folder.resolve("model.onnx"), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The error that reading {@code model} must give. */
  static LntuneException refusal(Path folder, ModelProto model) {
    Path file = write(folder, model);
    return assertThrows(LntuneException.class, () -> ModelReader.read(file));
  }
}

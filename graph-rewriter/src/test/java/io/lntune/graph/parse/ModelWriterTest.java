package io.lntune.graph.parse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.proto.ModelProto;
import io.lntune.graph.parse.proto.TensorProto;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changed and new models come back as what they were meant to be. */
class ModelWriterTest {
  @TempDir Path folder;

  private Model everything() {
    return ModelReader.read(TestModels.write(folder, TestModels.everything()));
  }

  private static Tensor initializer(Model model, String name) {
    return model.graph().find(name).initializer();
  }

  @Test
  void frozenWeightsReferToTheBytesInsideTheBaseModel() throws IOException {
    Model base = everything();
    TensorPlacement inBase =
        tensor ->
            tensor.content() instanceof FileRegion region
                ? new TensorPlacement.External("model.onnx", region.offset(), region.length())
                : new TensorPlacement.Inline();
    Path step = folder.resolve("step.onnx");
    ModelWriter.write(base, step, WriteOptions.DEFAULT.withPlacement(inBase));
    TensorProto written =
        ModelProto.parseFrom(Files.readAllBytes(step)).getGraph().getInitializer(0);
    assertEquals(TensorProto.DataLocation.EXTERNAL, written.getDataLocation());
    assertTrue(written.getRawData().isEmpty());
    Tensor read = initializer(ModelReader.read(step), "w");
    assertEquals(initializer(base, "w").content(), read.content());
    assertEquals(TestModels.LARGE - 1.0, read.toDoubles()[TestModels.LARGE - 1]);
  }

  @Test
  void aNewValueTakesThePlaceOfALargeOne() throws IOException {
    Model model = everything();
    Tensor old = initializer(model, "w");
    float[] values = new float[TestModels.LARGE];
    values[7] = 42;
    model.graph().putInitializer(Tensor.ofFloats("w", old.shape(), values));
    ModelProto written = ModelProto.parseFrom(ModelWriter.toBytes(model, TensorPlacement.KEEP));
    ModelProto original = TestModels.everything();
    assertEquals(original.getGraph().getNodeList(), written.getGraph().getNodeList());
    assertEquals(original.getTrainingInfoList(), written.getTrainingInfoList());
    TensorProto tensor = written.getGraph().getInitializer(0);
    assertEquals(
        42f,
        tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getFloat(28));
  }

  @Test
  void aNewModelNeedsNoFile() throws IOException {
    Graph graph = new Graph(null);
    Value x = graph.addInput(graph.define("x"));
    x.setType(new TensorType(DataType.FLOAT, Shape.of(-1, 2)));
    Value w = graph.putInitializer(Tensor.ofFloats("w", Shape.of(2), 1, 2));
    Value y = graph.define("y");
    graph.insert(
        null,
        OpId.microsoft("Op"),
        "n",
        List.of(x, w),
        List.of(y),
        Map.of("ints", new Attribute.Ints(List.of(1L, 2L)), "s", new Attribute.StringValue("t")));
    graph.addOutput(y);
    Model model = new Model(graph);
    model.opsets().put("", 17L);
    Path file = folder.resolve("new.onnx");
    ModelWriter.write(model, file);
    Model read = ModelReader.read(file);
    assertEquals(17, read.opset());
    assertEquals(x.type(), read.graph().inputs().get(0).type());
    assertEquals(List.of(1L, 2L), read.graph().nodes().get(0).attributes().ints("ints"));
    assertArrayEquals(new double[] {1, 2}, initializer(read, "w").toDoubles());
  }

  @Test
  void aChangedTypeIsWrittenAndDeclarationsOfRemovedValuesAreNot() throws IOException {
    Model model = everything();
    Graph graph = model.graph();
    graph.outputs().get(0).setType(new TensorType(DataType.FLOAT, Shape.of(1, 2)));
    Value sum = graph.find("sum");
    graph.replaceUses(sum, graph.find("x"));
    graph.remove(sum.producer());
    graph.removeValue(sum);
    ModelProto written = ModelProto.parseFrom(ModelWriter.toBytes(model, TensorPlacement.KEEP));
    assertEquals(0, written.getGraph().getValueInfoCount());
    assertEquals(
        2, written.getGraph().getOutput(0).getType().getTensorType().getShape().getDimCount());
    assertEquals("x", written.getGraph().getNode(0).getAttribute(0).getG().getNode(0).getInput(0));
  }

  @Test
  void knownTypesAreAddedOnRequest() throws IOException {
    Model model = everything();
    model.graph().find("chosen").setType(new TensorType(DataType.FLOAT, null));
    byte[] bytes = ModelWriter.toBytes(model, WriteOptions.DEFAULT.withValueTypes(value -> true));
    ModelProto written = ModelProto.parseFrom(bytes);
    assertEquals("chosen", written.getGraph().getValueInfo(1).getName());
  }

  @Test
  void opsetsAndMetadataFollowTheModel() throws IOException {
    Model model = everything();
    model.opsets().put("", 18L);
    model.opsets().put("com.microsoft", 1L);
    model.opsets().remove("local");
    model.functions().clear();
    model.metadata().clear();
    ModelProto written = ModelProto.parseFrom(ModelWriter.toBytes(model, TensorPlacement.KEEP));
    assertEquals(18, written.getOpsetImport(0).getVersion());
    assertEquals("com.microsoft", written.getOpsetImport(1).getDomain());
    assertEquals(2, written.getOpsetImportCount());
    assertEquals(0, written.getFunctionsCount());
    assertEquals(0, written.getMetadataPropsCount());
  }

  @Test
  void anExistingFileIsKeptUnlessAllowed() throws IOException {
    Model model = everything();
    Path file = Files.writeString(folder.resolve("existing.onnx"), "old");
    assertThrows(LntuneException.class, () -> ModelWriter.write(model, file));
    assertEquals("old", Files.readString(file));
    ModelWriter.write(model, file, WriteOptions.DEFAULT.withOverwrite(true));
    assertEquals(model.graph().nodeCount(), ModelReader.read(file).graph().nodeCount());
  }

  @Test
  void aSourceThatChangedIsNoticed() throws IOException {
    Model model = everything();
    Files.write(folder.resolve("model.onnx"), new byte[10]);
    assertThrows(LntuneException.class, () -> ModelWriter.toBytes(model, TensorPlacement.KEEP));
  }

  @Test
  void anExternalPlaceMustFit() {
    Model model = everything();
    TensorPlacement wrong = tensor -> new TensorPlacement.External("w.bin", 0, 3);
    assertThrows(LntuneException.class, () -> ModelWriter.toBytes(model, wrong));
  }
}

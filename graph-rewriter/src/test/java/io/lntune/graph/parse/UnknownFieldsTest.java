package io.lntune.graph.parse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.parse.proto.AttributeProto;
import io.lntune.graph.parse.proto.GraphProto;
import io.lntune.graph.parse.proto.ModelProto;
import io.lntune.graph.parse.proto.NodeProto;
import io.lntune.graph.parse.proto.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields of a later format, or of another vendor, are still there after a change. */
class UnknownFieldsTest {
  private static final int NUMBER = 4711;

  @TempDir Path folder;

  private static UnknownFieldSet mark(String text) {
    UnknownFieldSet nested =
        UnknownFieldSet.newBuilder()
            .mergeVarintField(5, 9)
            .mergeField(1, bytes("looks like a graph or a node"))
            .build();
    UnknownFieldSet.Field group = UnknownFieldSet.Field.newBuilder().addGroup(nested).build();
    return UnknownFieldSet.newBuilder()
        .mergeField(NUMBER, bytes(text))
        .mergeField(NUMBER + 1, UnknownFieldSet.Field.newBuilder().addFixed32(1).build())
        .mergeField(NUMBER + 2, UnknownFieldSet.Field.newBuilder().addFixed64(2).build())
        .mergeField(NUMBER + 3, group)
        .build();
  }

  private static UnknownFieldSet.Field bytes(String text) {
    return UnknownFieldSet.Field.newBuilder()
        .addLengthDelimited(ByteString.copyFromUtf8(text))
        .build();
  }

  private static ModelProto model() {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder()
            .setName("alpha")
            .setType(AttributeProto.AttributeType.FLOAT)
            .setF(1)
            .setDocString("attribute")
            .setUnknownFields(mark("attribute"));
    NodeProto.Builder node =
        TestModels.node("Add", List.of("x", "w"), "y")
            .setName("add")
            .setDocString("node")
            .addAttribute(attribute)
            .setUnknownFields(mark("node"));
    GraphProto.Builder graph =
        TestModels.addition()
            .clearNode()
            .addNode(node)
            .setInitializer(
                0,
                TestModels.raw("w", TestModels.LARGE)
                    .setDocString("tensor")
                    .setUnknownFields(mark("tensor")))
            .setInput(0, TestModels.value("x", TestModels.LARGE).setUnknownFields(mark("value")))
            .setUnknownFields(mark("graph"));
    return TestModels.model(graph).setUnknownFields(mark("model")).build();
  }

  @Test
  void surviveInAModelThatWasChanged() throws IOException {
    Model model = ModelReader.read(TestModels.write(folder, model()));
    model.metadata().put("changed", "yes");
    Node node = model.graph().nodes().get(0);
    node.setName("renamed");
    node.setAttribute("alpha", new Attribute.FloatValue(2));
    model.graph().rename(model.graph().inputs().get(0), "z");
    ModelProto written = ModelProto.parseFrom(ModelWriter.toBytes(model, TensorPlacement.KEEP));
    assertEquals(mark("model"), written.getUnknownFields());
    GraphProto graph = written.getGraph();
    assertEquals(mark("graph"), graph.getUnknownFields());
    assertEquals(mark("node"), graph.getNode(0).getUnknownFields());
    assertEquals("node", graph.getNode(0).getDocString());
    assertEquals(List.of("z", "w"), graph.getNode(0).getInputList());
    AttributeProto attribute = graph.getNode(0).getAttribute(0);
    assertEquals(mark("attribute"), attribute.getUnknownFields());
    assertEquals("attribute", attribute.getDocString());
    assertEquals(2f, attribute.getF());
    assertEquals(mark("value"), graph.getInput(0).getUnknownFields());
    TensorProto tensor = graph.getInitializer(0);
    assertEquals(mark("tensor"), tensor.getUnknownFields());
    assertEquals("tensor", tensor.getDocString());
    assertEquals(model().getGraph().getInitializer(0).getRawData(), tensor.getRawData());
  }

  @Test
  void areTheSameBytesInAnUnchangedModel() throws IOException {
    Path file = TestModels.write(folder, model());
    byte[] written = ModelWriter.toBytes(ModelReader.read(file), TensorPlacement.KEEP);
    assertArrayEquals(Files.readAllBytes(file), written);
  }

  @Test
  void theReservedFieldIsRefusedInATensor() {
    UnknownFieldSet marker =
        UnknownFieldSet.newBuilder().mergeField(PayloadMarker.FIELD, bytes("file:///")).build();
    GraphProto.Builder graph =
        TestModels.addition()
            .setInitializer(0, TestModels.raw("w", TestModels.LARGE).setUnknownFields(marker));
    LntuneException refusal = TestModels.refusal(folder, TestModels.model(graph).build());
    assertTrue(refusal.what().contains("reserved field"), refusal.what());
  }
}

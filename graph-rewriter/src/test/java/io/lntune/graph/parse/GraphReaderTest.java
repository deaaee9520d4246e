package io.lntune.graph.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Function;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.OtherType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.proto.AttributeProto;
import io.lntune.graph.parse.proto.FunctionProto;
import io.lntune.graph.parse.proto.GraphProto;
import io.lntune.graph.parse.proto.ModelProto;
import io.lntune.graph.parse.proto.OperatorSetIdProto;
import io.lntune.graph.parse.proto.TensorShapeProto;
import io.lntune.graph.parse.proto.TypeProto;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names become values, in the scope that the format gives them, or the model is refused. */
class GraphReaderTest {
  @TempDir Path folder;

  private Model read(ModelProto model) {
    return ModelReader.read(TestModels.write(folder, model));
  }

  @Test
  void aSubgraphUsesTheValuesAroundIt() {
    Graph graph = read(TestModels.everything()).graph();
    Node choice = graph.nodes().get(1);
    Graph branch = choice.attributes().graph("then_branch");
    assertNotNull(branch);
    Node product = branch.nodes().get(0);
    assertSame(graph, branch.parent());
    assertSame(graph.find("sum"), product.input(0));
    assertSame(branch, product.requiredInput(1).graph());
    assertEquals(2, graph.find("sum").uses().size());
    assertNull(graph.find("product"));
  }

  @Test
  void modelFactsAreTaken() {
    Model model = read(TestModels.everything());
    assertEquals(17, model.opset());
    assertEquals(8, model.irVersion());
    assertEquals("test", model.producerName());
    assertEquals("value", model.metadata().get("key"));
    Function function = model.functions().get(0);
    assertEquals(new OpId("local", "Twice"), function.op());
    assertEquals(List.of("factor"), function.attributeNames());
    assertEquals("b", function.body().outputs().get(0).name());
  }

  @Test
  void theStandardDomainHasOneSpelling() {
    ModelProto.Builder model = TestModels.model(TestModels.addition());
    model.setOpsetImport(0, OperatorSetIdProto.newBuilder().setDomain("ai.onnx").setVersion(18));
    model.getGraphBuilder().getNodeBuilder(0).setDomain("ai.onnx");
    Model read = read(model.build());
    assertEquals(18, read.opset());
    assertTrue(read.graph().nodes().get(0).is("Add"));
  }

  @Test
  void anInitializerMayAlsoBeAnInput() {
    Graph graph =
        read(TestModels.model(
                    TestModels.addition().addInput(TestModels.value("w", TestModels.LARGE)))
                .build())
            .graph();
    Value both = graph.find("w");
    assertTrue(graph.isInput(both));
    assertNotNull(both.initializer());
  }

  @Test
  void typesHaveStaticSymbolicAndUnknownAxes() {
    GraphProto.Builder graph = TestModels.addition();
    TensorShapeProto.Builder shape =
        graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
    shape.addDimBuilder().setDimParam("batch");
    shape.addDimBuilder();
    shape.addDimBuilder().setDimValue(-1);
    Value input = read(TestModels.model(graph).build()).graph().inputs().get(0);
    Shape expected =
        new Shape(
            List.of(Dim.of(TestModels.LARGE), Dim.symbolic("batch"), Dim.UNKNOWN, Dim.UNKNOWN));
    assertEquals(expected, input.shape());
    assertEquals(DataType.FLOAT, input.elementType());
  }

  @Test
  void otherTypesAreCarried() {
    GraphProto.Builder graph = TestModels.addition();
    graph
        .getInputBuilder(0)
        .setType(TypeProto.newBuilder().setSequenceType(TypeProto.Sequence.getDefaultInstance()));
    Value input = read(TestModels.model(graph).build()).graph().inputs().get(0);
    assertTrue(input.type() instanceof OtherType);
  }

  @Test
  void attributesHaveTheirKinds() {
    GraphProto.Builder graph = TestModels.addition();
    graph
        .getNodeBuilder(0)
        .addAttribute(AttributeProto.newBuilder().setName("old").addInts(1).addInts(2))
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("reference")
                .setType(AttributeProto.AttributeType.INT)
                .setRefAttrName("outer"))
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("type")
                .setType(AttributeProto.AttributeType.TYPE_PROTO));
    Node node = read(TestModels.model(graph).build()).graph().nodes().get(0);
    assertEquals(List.of(1L, 2L), node.attributes().ints("old"));
    assertEquals(new Attribute.Reference("outer", 2), node.attributes().get("reference"));
    assertTrue(node.attributes().get("type") instanceof Attribute.Opaque);
  }

  @Test
  void nodesThatStandTooEarlyAreMoved() {
    GraphProto.Builder late = TestModels.addition();
    late.getNodeBuilder(0).setInput(1, "late");
    late.addNode(TestModels.node("Neg", List.of("x"), "late"));
    List<Node> nodes = read(TestModels.model(late).build()).graph().nodes();
    assertEquals(List.of("Neg", "Add"), nodes.stream().map(node -> node.op().type()).toList());
  }

  @Test
  void undefinedNamesAndCyclesAreRefused() {
    GraphProto.Builder undefined = TestModels.addition();
    undefined.getNodeBuilder(0).setInput(1, "nothing");
    assertRefused(undefined, "not defined anywhere", "'add'");
    GraphProto.Builder self = TestModels.addition();
    self.getNodeBuilder(0).setInput(1, "y");
    assertRefused(self, "form a cycle", "'add'");
    assertRefused(
        TestModels.addition().addOutput(TestModels.value("nothing", 1)), "not computed", "main");
  }

  @Test
  void aFunctionSeesOnlyItsInputs() {
    ModelProto.Builder model = TestModels.model(TestModels.addition());
    model.addFunctions(
        FunctionProto.newBuilder()
            .setName("F")
            .addOutput("b")
            .addNode(TestModels.node("Neg", List.of("w"), "b")));
    LntuneException refusal = TestModels.refusal(folder, model.build());
    assertTrue(refusal.what().contains("not defined anywhere"), refusal.what());
  }

  @Test
  void secondDefinitionsAreRefused() {
    assertRefused(
        TestModels.addition().addNode(TestModels.node("Neg", List.of("x"), "y")),
        "a second time",
        "producing y");
    assertRefused(
        TestModels.addition().addNode(TestModels.node("Neg", List.of("x"), "x")),
        "a second time",
        "producing x");
    assertRefused(
        TestModels.addition().addNode(TestModels.node("Neg", List.of("x"), "w")),
        "a second time",
        "producing w");
    assertRefused(
        TestModels.addition().addInitializer(TestModels.raw("w", 1)), "same name", "tensor 'w'");
    assertRefused(
        TestModels.addition().addInput(TestModels.value("x", 1)), "a second time", "input");
  }

  private void assertRefused(GraphProto.Builder graph, String what, String where) {
    LntuneException refusal = TestModels.refusal(folder, TestModels.model(graph).build());
    assertTrue(refusal.what().contains(what), refusal.what());
    assertTrue(refusal.where().contains(where), refusal.where());
  }
}

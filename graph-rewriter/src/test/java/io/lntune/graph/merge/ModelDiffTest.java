package io.lntune.graph.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Function;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.rewrite.ModelSketch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDiffTest {
  @TempDir private Path folder;

  private int files;

  @Test
  void equalModelsHaveNoDifference() {
    assertEquals(List.of(), compare(model -> {}));
  }

  @Test
  void trainedNormIsANormsDifference() {
    Difference difference =
        single(model -> put(model, Tensor.ofFloats("norm.weight", Shape.of(2), 1, 9)));

    assertEquals(Difference.Kind.VALUE, difference.kind());
    assertEquals("norm.weight", difference.name());
    assertTrue(difference.norm());
  }

  @Test
  void aNormHeldByAConstantNodeIsANormsDifference() {
    Difference difference = constants(1, 9);

    assertEquals(Difference.Kind.VALUE, difference.kind());
    assertEquals("norm.weight", difference.name());
    assertEquals("1 of 2 values differ, by up to 7.00", difference.detail());
    assertTrue(difference.norm());
  }

  @Test
  void aNormHeldByAConstantNodeThatGrewIsNotJustANormsValue() {
    assertFalse(constants(1, 9, 3).norm());
  }

  private Difference constants(float... values) {
    Path base = folder.resolve("constant.onnx");
    Path tuned = folder.resolve("tuned-constant.onnx");
    ModelWriter.write(constant(1, 2), base);
    ModelWriter.write(constant(values), tuned);
    List<Difference> differences = ModelDiff.compare(base, tuned);
    assertEquals(1, differences.size());
    return differences.get(0);
  }

  private static Model constant(float... values) {
    Tensor scale = Tensor.ofFloats("", Shape.of(values.length), values);
    return ModelSketch.opset(17)
        .input("x", DataType.FLOAT, 3, 2)
        .node("Constant", "norm.weight", "", "value", scale)
        .node("LayerNormalization", "h", "x norm.weight")
        .node("Relu", "y", "h")
        .outputs("y")
        .model();
  }

  @Test
  void changedWeight() {
    Difference difference =
        single(model -> put(model, Tensor.ofFloats("w", Shape.of(2, 2), 1, 2, 3, 5)));

    assertEquals(Difference.Kind.VALUE, difference.kind());
    assertEquals("1 of 4 values differ, by up to 1.00", difference.detail());
    assertFalse(difference.norm());
  }

  @Test
  void signOfZeroIsADifference() {
    Difference difference =
        single(model -> put(model, Tensor.ofFloats("norm.bias", Shape.of(2), -0f, 1)));

    assertEquals(Difference.Kind.VALUE, difference.kind());
  }

  @Test
  void changedShape() {
    Difference difference =
        single(model -> put(model, Tensor.ofFloats("w", Shape.of(4, 1), 1, 2, 3, 4)));

    assertEquals(Difference.Kind.VALUE, difference.kind());
    assertFalse(difference.norm());
  }

  @Test
  void reshapedNormIsNotJustANormsValue() {
    Difference difference =
        single(model -> put(model, Tensor.ofFloats("norm.weight", Shape.of(1, 2), 1, 2)));

    assertFalse(difference.norm());
  }

  @Test
  void changedAttribute() {
    List<Difference> differences =
        compare(
            model ->
                node(model, "LayerNormalization")
                    .setAttribute("epsilon", new Attribute.FloatValue(0.5f)));

    assertNotNorm(Difference.Kind.NODE, differences);
  }

  @Test
  void addedNode() {
    List<Difference> differences =
        compare(
            model -> {
              Graph graph = model.graph();
              Value extra = graph.define("extra");
              graph.insert(
                  null,
                  OpId.onnx("Neg"),
                  "neg",
                  List.of(graph.find("y")),
                  List.of(extra),
                  Map.of());
            });

    assertNotNorm(Difference.Kind.NODE, differences);
  }

  @Test
  void removedNode() {
    assertNotNorm(
        Difference.Kind.NODE,
        compare(
            model -> {
              model.graph().setOutput(0, model.graph().find("h"));
              model.graph().remove(node(model, "Relu"));
            }));
  }

  @Test
  void rewiredNode() {
    List<Difference> differences =
        compare(
            model -> model.graph().setNodeInput(node(model, "Relu"), 0, model.graph().find("p")));

    assertNotNorm(Difference.Kind.NODE, differences);
  }

  @Test
  void aNormsTensorThatIsAlsoReadElsewhereIsNotJustANorms() {
    Consumer<Model> alsoAdded =
        model -> {
          Graph graph = model.graph();
          Node relu = node(model, "Relu");
          Value sum = graph.define("sum");
          graph.insert(
              relu,
              OpId.onnx("Add"),
              "add",
              List.of(graph.find("h"), graph.find("norm.weight")),
              List.of(sum),
              Map.of());
          graph.setNodeInput(relu, 0, sum);
        };
    List<Difference> differences =
        compare(
            alsoAdded,
            alsoAdded.andThen(
                model -> put(model, Tensor.ofFloats("norm.weight", Shape.of(2), 5, 6))));

    assertEquals(1, differences.size());
    assertFalse(differences.get(0).norm());
  }

  @Test
  void swappedOutputs() {
    Consumer<Model> split = model -> split(model, "a", "b");
    Consumer<Model> swapped = model -> split(model, "b", "a");

    assertNotNorm(Difference.Kind.NODE, compare(split, swapped));
    assertEquals(List.of(), compare(split, split));
  }

  @Test
  void changedSubgraph() {
    Consumer<Model> base = model -> branch(model, "t", 1);

    assertEquals(List.of(), compare(base, base));
    assertNotNorm(Difference.Kind.NODE, compare(base, model -> branch(model, "u", 1)));
    assertNotNorm(Difference.Kind.NODE, compare(base, model -> branch(model, "t", 2)));
  }

  @Test
  void changedFunction() {
    Consumer<Model> base = model -> function(model, "Neg");

    assertEquals(List.of(), compare(base, base));
    assertNotNorm(Difference.Kind.PROPERTY, compare(base, model -> function(model, "Identity")));
  }

  private static void split(Model model, String first, String second) {
    Graph graph = model.graph();
    List<Value> parts = List.of(graph.define(first), graph.define(second));
    Map<String, Attribute> axis = Map.of("axis", new Attribute.IntValue(1));
    graph.insert(null, OpId.onnx("Split"), "split", List.of(graph.find("y")), parts, axis);
  }

  private static void branch(Model model, String output, float value) {
    Graph graph = model.graph();
    Graph inner =
        ModelSketch.graph(graph)
            .floats("k", new long[] {1}, value)
            .node("Add", "t", "y k")
            .node("Sub", "u", "y k")
            .outputs(output)
            .graph();
    Map<String, Attribute> branches =
        Map.of(
            "then_branch", new Attribute.GraphValue(inner),
            "else_branch", new Attribute.GraphValue(inner));
    graph.insert(
        null,
        OpId.onnx("If"),
        "if",
        List.of(graph.find("x")),
        List.of(graph.define("chosen")),
        branches);
  }

  private static void function(Model model, String op) {
    Graph body = ModelSketch.graph(null).untypedInput("a").node(op, "b", "a").outputs("b").graph();
    Map<String, Long> opsets = Map.of("", 17L);
    model.opsets().put("local", 1L);
    model
        .functions()
        .add(new Function(new OpId("local", "F"), "", body, List.of(), Map.of(), opsets, null));
  }

  @Test
  void addedInitializer() {
    Difference difference = single(model -> put(model, Tensor.ofFloats("extra", Shape.of(1), 1)));

    assertEquals(Difference.Kind.INITIALIZER_ADDED, difference.kind());
    assertFalse(difference.norm());
  }

  @Test
  void changedOpset() {
    Difference difference = single(model -> model.opsets().put("", 18L));

    assertEquals(Difference.Kind.PROPERTY, difference.kind());
    assertEquals("opset_import", difference.name());
  }

  @Test
  void changedMetadata() {
    Difference difference = single(model -> model.metadata().put("author", "somebody"));

    assertEquals("metadata_props", difference.name());
  }

  @Test
  void changedInterface() {
    Difference difference =
        single(
            model ->
                model.graph().find("x").setType(new TensorType(DataType.FLOAT, Shape.of(7, 2))));

    assertEquals(Difference.Kind.INTERFACE, difference.kind());
    assertEquals("inputs", difference.name());
  }

  private static void assertNotNorm(Difference.Kind kind, List<Difference> differences) {
    assertTrue(
        differences.stream().anyMatch(one -> one.kind() == kind && !one.norm()),
        differences.toString());
  }

  private Difference single(Consumer<Model> change) {
    List<Difference> differences = compare(change);
    assertEquals(1, differences.size(), differences.toString());
    return differences.get(0);
  }

  private List<Difference> compare(Consumer<Model> change) {
    return compare(model -> {}, change);
  }

  private List<Difference> compare(Consumer<Model> before, Consumer<Model> after) {
    Path base = folder.resolve("base" + files + ".onnx");
    Path tuned = folder.resolve("tuned" + files + ".onnx");
    files++;
    write(before, base);
    write(after, tuned);
    return ModelDiff.compare(base, tuned);
  }

  private static void write(Consumer<Model> change, Path file) {
    Model model = model();
    change.accept(model);
    ModelWriter.write(model, file);
  }

  private static void put(Model model, Tensor tensor) {
    model.graph().putInitializer(tensor);
  }

  private static Node node(Model model, String type) {
    return model.graph().nodes().stream().filter(one -> one.is(type)).findFirst().orElseThrow();
  }

  private static Model model() {
    ModelSketch sketch =
        ModelSketch.opset(17)
            .input("x", DataType.FLOAT, 3, 2)
            .floats("w", new long[] {2, 2}, 1, 2, 3, 4)
            .floats("norm.weight", new long[] {2}, 1, 2)
            .floats("norm.bias", new long[] {2}, 0, 1)
            .node("MatMul", "p", "x w")
            .node("LayerNormalization", "h", "p norm.weight norm.bias")
            .node("Relu", "y", "h")
            .outputs("y");
    sketch.graph().find("y").setType(sketch.graph().find("x").type());
    return sketch.model();
  }
}

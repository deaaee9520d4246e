package io.lntune.graph.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaggerTest {
  @Test
  void everyNormByDefaultAndNothingElse() {
    TagReport report = Tagger.tag(twoNorms(), TargetSelector.ALL_NORMS);

    assertEquals(
        List.of(
            "model.input_layernorm.weight",
            "model.input_layernorm.bias",
            "model.norm.weight",
            "model.norm.bias"),
        names(report));
    assertEquals(
        List.of(Role.SCALE, Role.BIAS, Role.SCALE, Role.BIAS),
        report.tags().stream().map(ParameterTag::role).toList());
    assertEquals(16, report.trainableCount());
    assertEquals("model.norm", report.tags().get(2).modulePath());
    assertTrue(report.tags().stream().allMatch(ParameterTag::exclusive));
    assertTrue(report.tags().stream().allMatch(tag -> tag.decayOrigin() == 0));
  }

  @Test
  void suffixSelectsAModuleByItsLastName() {
    assertEquals(
        List.of("model.norm.weight", "model.norm.bias"),
        names(Tagger.tag(twoNorms(), suffix("norm"))));
  }

  @Test
  void patternSelectsByModuleNodeOrInitializer() {
    List<String> input = List.of("model.input_layernorm.weight", "model.input_layernorm.bias");
    assertEquals(input, names(Tagger.tag(twoNorms(), regex("model\\.input_.*norm"))));
    assertEquals(input, names(Tagger.tag(twoNorms(), regex("first_norm"))));
    assertEquals(
        List.of("model.norm.bias"), names(Tagger.tag(twoNorms(), regex("model.norm.bias"))));
  }

  @Test
  void patternCanSelectOtherWeights() {
    TagReport report = Tagger.tag(twoNorms(), suffix("lm_head"));

    assertEquals(List.of("lm_head.weight"), names(report));
    assertEquals(Role.WEIGHT, report.tags().get(0).role());
    assertEquals(List.of(), report.tags().get(0).sites());
    assertEquals(2, report.norms().sites().size());
  }

  @Test
  void alsoAddsToTheSelection() {
    TargetSelector all = TargetSelector.parse(null, List.of(), List.of("lm_head\\.weight"));
    TargetSelector one = TargetSelector.parse(null, List.of("norm"), List.of("lm_head\\.weight"));

    assertEquals(5, Tagger.tag(twoNorms(), all).tags().size());
    assertEquals(
        List.of("model.norm.weight", "model.norm.bias", "lm_head.weight"),
        names(Tagger.tag(twoNorms(), one)));
  }

  @Test
  void noMatchIsAUsageErrorWithExamples() {
    Graph graph = twoNorms();
    LntuneException failure =
        assertThrows(LntuneException.class, () -> Tagger.tag(graph, regex("norm_9")));

    assertEquals(LntuneException.Kind.USAGE, failure.kind());
    assertTrue(failure.remedy().contains("first_norm"), failure.remedy());
    assertTrue(failure.remedy().contains("found: 2"), failure.remedy());
  }

  @Test
  void aModelWithoutNormsHasNoTags() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 2);
    Graph graph = sketch.node("Relu", "y", "x").outputs("y").graph();

    assertEquals(List.of(), Tagger.tag(graph, TargetSelector.ALL_NORMS).tags());
  }

  @Test
  void aScaleThatLostItsNameDecaysTowardsOne() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 2, 4);
    sketch.floats("onnx::Mul_7", new long[] {4}, 1.5f, 1, 0.5f, 1);
    Node node = sketch.addNode("SimplifiedLayerNormalization", "val_1", "x onnx::Mul_7");
    node.setName("/model/norm/Mul");
    sketch.outputs("val_1");

    ParameterTag tag = Tagger.tag(sketch.graph(), TargetSelector.ALL_NORMS).tags().get(0);

    assertEquals("model.norm.weight", tag.name());
    assertEquals("model.norm", tag.modulePath());
    assertEquals(1, tag.decayOrigin(), 0);
  }

  private static List<String> names(TagReport report) {
    return report.tags().stream().map(ParameterTag::name).toList();
  }

  private static TargetSelector regex(String regex) {
    return TargetSelector.parse(regex, List.of(), List.of());
  }

  private static TargetSelector suffix(String suffix) {
    return TargetSelector.parse(null, List.of(suffix), List.of());
  }

  private static Graph twoNorms() {
    ModelSketch sketch =
        ModelSketch.opset(17)
            .input("x", DataType.FLOAT, 2, 4)
            .floats("model.input_layernorm.weight", new long[] {4}, 1, 2, 3, 4)
            .floats("model.input_layernorm.bias", new long[] {4}, 0, 1, 2, 3)
            .floats("model.norm.weight", new long[] {4}, 4, 3, 2, 1)
            .floats("model.norm.bias", new long[] {4}, 3, 2, 1, 0)
            .floats("lm_head.weight", new long[] {4, 2}, 1, 2, 3, 4, 5, 6, 7, 8);
    Node first =
        sketch.addNode(
            "LayerNormalization", "h", "x model.input_layernorm.weight model.input_layernorm.bias");
    first.setName("first_norm");
    return sketch
        .node("LayerNormalization", "z", "h model.norm.weight model.norm.bias")
        .node("MatMul", "logits", "z lm_head.weight")
        .outputs("logits")
        .graph();
  }
}

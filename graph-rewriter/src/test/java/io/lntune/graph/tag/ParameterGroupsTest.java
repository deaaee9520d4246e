package io.lntune.graph.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Use;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.ParityCase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which operands that read one stored tensor are one parameter. */
class ParameterGroupsTest {
  @Test
  void equalTensorsOfFreshNormsAreSeparateParameters() {
    List<ParameterTag> tags = tags("bert-lninit-ts17");

    assertEquals(10, tags.size());
    assertEquals(2, new HashSet<>(tags.stream().map(tag -> tag.stored().name()).toList()).size());
    Set<Use> uses = new HashSet<>();
    for (ParameterTag tag : tags) {
      assertTrue(tag.name().matches("bert\\..*LayerNorm\\.(weight|bias)"), tag.name());
      assertFalse(tag.exclusive(), tag.name());
      assertEquals(1, tag.uses().size(), tag.name());
      assertTrue(uses.addAll(tag.uses()), tag.name());
    }
  }

  @Test
  void oneModuleUsedSeveralTimesIsOneParameter() {
    List<ParameterTag> tags = tags("albert-seq-dy18");

    assertEquals(6, tags.size());
    List<ParameterTag> repeated = tags.stream().filter(tag -> tag.uses().size() > 1).toList();
    assertEquals(4, repeated.size());
    assertTrue(tags.stream().allMatch(ParameterTag::exclusive));
  }

  @Test
  void modulePathsTellSharedStorageApartWithoutAliases() {
    Graph graph = shared("/a/Norm", "/b/Norm", 1, 1, 1, 1);

    List<ParameterTag> tags = Tagger.tag(graph, TargetSelector.ALL_NORMS).tags();

    assertEquals(List.of("a.weight", "b.weight"), tags.stream().map(ParameterTag::name).toList());
    assertTrue(tags.stream().noneMatch(ParameterTag::exclusive));
  }

  @Test
  void theSameModulePathSharesOnPurpose() {
    Graph graph = shared("/a/Norm", "/a/Norm_1", 1, 1, 1, 1);

    List<ParameterTag> tags = Tagger.tag(graph, TargetSelector.ALL_NORMS).tags();

    assertEquals(List.of("a.weight"), tags.stream().map(ParameterTag::name).toList());
    assertEquals(2, tags.get(0).uses().size());
    assertTrue(tags.get(0).exclusive());
  }

  @Test
  void trainedValuesAreOneModuleWhereverItIsCalledFrom() {
    Graph graph = shared("/a/Norm", "/b/Norm", 1, 1, 1, 2);

    List<ParameterTag> tags = Tagger.tag(graph, TargetSelector.ALL_NORMS).tags();

    assertEquals(List.of("a.weight"), tags.stream().map(ParameterTag::name).toList());
    assertEquals(2, tags.get(0).uses().size());
  }

  @Test
  void tiedMatricesStayTied() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 2, 2);
    sketch.floats("embed.weight", new long[] {2, 2}, 1, 2, 3, 4);
    sketch.addNode("MatMul", "h", "x embed.weight").setName("/in/MatMul");
    sketch.addNode("MatMul", "y", "h embed.weight").setName("/out/MatMul");
    TargetSelector selector = TargetSelector.parse("embed.weight", List.of(), List.of());

    List<ParameterTag> tags = Tagger.tag(sketch.outputs("y").graph(), selector).tags();

    assertEquals(1, tags.size());
    assertEquals(2, tags.get(0).uses().size());
  }

  private static Graph shared(String first, String second, float... scale) {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 2, 4);
    sketch.floats("a.weight", new long[] {4}, scale);
    sketch.addNode("LayerNormalization", "h", "x a.weight").setName(first);
    sketch.addNode("LayerNormalization", "y", "h a.weight").setName(second);
    return sketch.outputs("y").graph();
  }

  private static List<ParameterTag> tags(String name) {
    ParityCase parityCase =
        ParityCase.all().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    return Tagger.tag(parityCase.model().graph(), TargetSelector.ALL_NORMS).tags();
  }
}

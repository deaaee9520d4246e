package io.lntune.graph.merge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.PlanRun;
import io.lntune.graph.emit.PlannedCase;
import io.lntune.graph.emit.PlannedParameter;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Function;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.TensorAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergeTest {
  /** The eval model runs fused operators, the merged one the exporter's: other roundings. */
  private static final double FORWARD = 1e-5;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert-seq-ts17",
        "bert-lninit-ts17",
        "albert-seq-dy18",
        "v-bert-dy18-localfn",
        "v-bert-extdata"
      })
  void unchangedValuesGiveTheSameBytes(String name) throws IOException {
    PlannedCase planned = PlannedCase.of(name, folder.resolve("base"));
    Path target = folder.resolve("base").resolve("tuned.onnx");

    int changed = Merge.write(planned.plan(), planned.values(), target, false);

    assertEquals(0, changed);
    assertArrayEquals(Files.readAllBytes(planned.base()), Files.readAllBytes(target));
    assertEquals(List.of(), ModelDiff.compare(planned.base(), target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert-seq-ts17",
        "bert-seq-dy18",
        "albert-seq-dy18",
        "poolformer-img-ts17",
        "vit-img-ts14",
        "v-bert-dy18-localfn",
        "v-bert-legacy-fused",
        "v-bert-extdata"
      })
  void changedValuesAreTheOnlyDifference(String name) {
    PlannedCase planned = PlannedCase.of(name, folder.resolve("base"));
    Map<String, float[]> values = tuned(planned);
    Path target = folder.resolve("base").resolve("tuned.onnx");

    int changed = Merge.write(planned.plan(), values, target, false);

    assertEquals(values.size(), changed);
    Set<String> stored = new TreeSet<>();
    planned.plan().parameters().forEach(parameter -> stored.add(parameter.initializer()));
    Set<String> differing = new TreeSet<>();
    for (Difference difference : ModelDiff.compare(planned.base(), target)) {
      assertEquals(Difference.Kind.VALUE, difference.kind(), difference.toString());
      assertTrue(difference.norm(), difference.toString());
      differing.add(difference.name());
    }
    assertEquals(stored, differing);
    assertComputesLikeTheEvalModel(planned, values, target);
  }

  @Test
  void oneChangedTensorIsOneDifference() {
    PlannedCase planned = PlannedCase.of("bert-seq-ts17", folder.resolve("base"));
    Map<String, float[]> values = planned.values();
    PlannedParameter parameter = planned.plan().parameters().get(3);
    values.get(parameter.name())[5] += 0.25f;
    Path target = folder.resolve("tuned.onnx");

    assertEquals(1, Merge.write(planned.plan(), values, target, false));

    assertEquals(
        List.of(
            new Difference(
                Difference.Kind.VALUE,
                parameter.initializer(),
                "1 of 32 values differ, by up to 0.250",
                true)),
        ModelDiff.compare(planned.base(), target));
  }

  @Test
  void sharedStorageIsSeparated() {
    PlannedCase planned = PlannedCase.of("bert-lninit-ts17", folder.resolve("base"));
    Map<String, float[]> values = tuned(planned);
    Path target = folder.resolve("tuned.onnx");

    assertEquals(10, Merge.write(planned.plan(), values, target, false));

    List<Difference> differences = ModelDiff.compare(planned.base(), target);
    assertFalse(differences.isEmpty());
    assertEquals(List.of(), differences.stream().filter(one -> !one.norm()).toList());
    assertComputesLikeTheEvalModel(planned, values, target);
  }

  @Test
  void onlyTheChangedParametersLeaveSharedStorage() {
    PlannedCase planned = PlannedCase.of("bert-lninit-ts17", folder.resolve("base"));
    for (PlannedParameter parameter : planned.plan().parameters()) {
      Map<String, float[]> values = planned.values();
      values.get(parameter.name())[0] += 0.5f;
      Path target = folder.resolve("tuned.onnx");

      assertEquals(1, Merge.write(planned.plan(), values, target, true), parameter.name());

      List<Difference> differences = ModelDiff.compare(planned.base(), target);
      assertFalse(differences.isEmpty());
      assertEquals(
          List.of(), differences.stream().filter(one -> !one.norm()).toList(), parameter.name());
      assertComputesLikeTheEvalModel(planned, values, target);
    }
  }

  @Test
  void externalDataComesAlongToAnotherFolder() throws IOException {
    PlannedCase planned = PlannedCase.of("v-bert-extdata", folder.resolve("base"));
    Map<String, float[]> values = tuned(planned);
    Path target = folder.resolve("elsewhere").resolve("tuned.onnx");
    Files.createDirectory(folder.resolve("elsewhere"));

    Merge.write(planned.plan(), values, target, false);

    assertComputesLikeTheEvalModel(planned, values, target);
    assertTrue(ModelDiff.compare(planned.base(), target).stream().allMatch(Difference::norm));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aValueThatIsNotFiniteIsRefused(float value) {
    PlannedCase planned = PlannedCase.of("bert-seq-ts17", folder.resolve("base"));
    Map<String, float[]> values = planned.values();
    values.get(planned.plan().parameters().get(1).name())[2] = value;
    Path target = folder.resolve("tuned.onnx");

    LntuneException failure =
        assertThrows(
            LntuneException.class, () -> Merge.write(planned.plan(), values, target, false));

    assertEquals(LntuneException.Kind.CHECK_FAILED, failure.kind());
    assertFalse(Files.exists(target));
  }

  @Test
  void aMissingOrMisshapenParameterIsRefused() {
    PlannedCase planned = PlannedCase.of("bert-seq-ts17", folder.resolve("base"));
    String name = planned.plan().parameters().get(0).name();
    Path target = folder.resolve("tuned.onnx");
    Map<String, float[]> missing = planned.values();
    missing.remove(name);
    Map<String, float[]> tooShort = planned.values();
    tooShort.put(name, new float[3]);

    for (Map<String, float[]> values : List.of(missing, tooShort)) {
      LntuneException failure =
          assertThrows(
              LntuneException.class, () -> Merge.write(planned.plan(), values, target, false));
      assertEquals(LntuneException.Kind.BAD_INPUT, failure.kind());
      assertFalse(Files.exists(target));
    }
  }

  @Test
  void anExistingFileIsLeftAlone() throws IOException {
    PlannedCase planned = PlannedCase.of("bert-seq-ts17", folder.resolve("base"));
    Path target = folder.resolve("tuned.onnx");
    Files.writeString(target, "mine");

    assertThrows(
        LntuneException.class, () -> Merge.write(planned.plan(), tuned(planned), target, false));
    assertEquals("mine", Files.readString(target));

    Merge.write(planned.plan(), tuned(planned), target, true);
    assertFalse(ModelDiff.compare(planned.base(), target).isEmpty());
  }

  @Test
  void aRefusedMergeLeavesNoExternalData() throws IOException {
    PlannedCase planned = PlannedCase.of("v-bert-extdata", folder.resolve("base"));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path target = Files.writeString(elsewhere.resolve("tuned.onnx"), "mine");

    assertThrows(
        LntuneException.class, () -> Merge.write(planned.plan(), tuned(planned), target, false));

    try (Stream<Path> files = Files.list(elsewhere)) {
      assertEquals(List.of(target), files.toList());
    }
  }

  @Test
  void parametersThatBecomeEqualAreStillSeparated() {
    PlannedCase planned = PlannedCase.of("bert-lninit-ts17", folder.resolve("base"));
    Map<String, float[]> values = planned.values();
    for (PlannedParameter parameter : planned.plan().parameters()) {
      float[] floats = values.get(parameter.name());
      for (int i = 0; i < floats.length; i++) {
        floats[i] = parameter.role().equals("scale") ? 0.5f : 0.25f;
      }
    }
    Path target = folder.resolve("tuned.onnx");

    assertEquals(10, Merge.write(planned.plan(), values, target, false));

    assertComputesLikeTheEvalModel(planned, values, target);
  }

  @Test
  void separatedStorageThatNobodyReadsIsDropped() {
    PlannedCase planned = PlannedCase.of("bert-lninit-ts17", folder.resolve("base"));
    Path target = folder.resolve("tuned.onnx");

    Merge.write(planned.plan(), tuned(planned), target, false);

    Graph graph = ModelReader.read(target).graph();
    for (Value value : graph.initializers()) {
      assertFalse(value.uses().isEmpty(), value.name());
      assertFalse(value.name().endsWith("_shared"), value.name());
    }
    assertTrue(
        graph.nodes().stream()
            .noneMatch(node -> node.is("Identity") && node.output(0).uses().isEmpty()));
  }

  @Test
  void storageSharedBesideLocalFunctionsIsSeparatedAtTheRightNodes() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 2, 4);
    sketch.floats("g", new long[] {4}, 1, 1, 1, 1);
    sketch.node("local::Twice", "p", "x");
    sketch.addNode("LayerNormalization", "h", "p g").setName("/a/Norm");
    sketch.addNode("LayerNormalization", "y", "h g").setName("/b/Norm");
    Model model = sketch.outputs("y").model();
    sketch.graph().find("y").setType(sketch.graph().find("x").type());
    ModelSketch body = ModelSketch.graph(null).untypedInput("a");
    body.node("Neg", "t", "a").node("Neg", "u", "t").node("Add", "b", "a u").outputs("b");
    Map<String, Long> opsets = Map.of("", 17L);
    OpId op = new OpId("local", "Twice");
    model.opsets().put("local", 1L);
    model.functions().add(new Function(op, "", body.graph(), List.of(), Map.of(), opsets, null));
    Path base = folder.resolve("base.onnx");
    ModelWriter.write(model, base);
    Map<String, float[]> values =
        Map.of("a.weight", new float[] {1, 2, 3, 4}, "b.weight", new float[] {5, 6, 7, 8});
    Path target = folder.resolve("tuned.onnx");

    assertEquals(2, Merge.write(PlannedCase.plan(base), values, target, false));

    Graph tuned = ModelReader.read(target).graph();
    List<Node> nodes = tuned.nodes();
    assertEquals("a.weight", nodes.get(1).requiredInput(1).name());
    assertEquals("b.weight", nodes.get(2).requiredInput(1).name());
    assertTrue(ModelDiff.compare(base, target).stream().allMatch(Difference::norm));
  }

  @Test
  void theBaseIsNotOverwrittenByAccident() throws IOException {
    PlannedCase planned = PlannedCase.of("bert-seq-ts17", folder.resolve("base"));
    byte[] before = Files.readAllBytes(planned.base());

    assertThrows(
        LntuneException.class,
        () -> Merge.write(planned.plan(), tuned(planned), planned.base(), false));

    assertArrayEquals(before, Files.readAllBytes(planned.base()));
  }

  /** Every value moved by an amount of its own. */
  private static Map<String, float[]> tuned(PlannedCase planned) {
    Map<String, float[]> values = new LinkedHashMap<>();
    int index = 0;
    for (Map.Entry<String, float[]> entry : planned.values().entrySet()) {
      float[] moved = entry.getValue().clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += 0.01f * (1 + (i + index) % 7);
      }
      values.put(entry.getKey(), moved);
      index++;
    }
    return values;
  }

  private static void assertComputesLikeTheEvalModel(
      PlannedCase planned, Map<String, float[]> values, Path merged) {
    Map<String, Tensor> feeds = planned.feeds();
    values.forEach((name, floats) -> feeds.put(name, planned.feed(name, floats)));
    Map<String, Tensor> expected =
        PlanRun.bytes(planned.plan().eval(), planned.base().getParent(), feeds);
    expected.remove(planned.plan().lossOutput());
    Map<String, Tensor> actual = PlanRun.file(merged, feeds);
    assertEquals(new ArrayList<>(expected.keySet()), new ArrayList<>(actual.keySet()));
    TensorAssertions.assertClose(expected, actual, FORWARD);
  }
}

package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.PlannedInput;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.tools.Call;
import io.lntune.tools.Sketch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Valid models that exporters rarely write go the whole way from the command line. */
final class UnusualModelsTest {
  /** The same arithmetic in other words, read off values near 1. */
  private static final float SAME = 1e-6f;

  private static final String EXAMPLES =
      """
      {"x": [1, -2, 3, 0.5], "labels": 1}
      {"x": [0, 2, 1, 4], "labels": 0}
      """;

  @TempDir private Path folder;

  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = folder.resolve("data.jsonl");
    Files.writeString(data, EXAMPLES);
  }

  private static Sketch plain() {
    return new Sketch()
        .input("x", DataType.FLOAT, "batch", 4)
        .ramp("scale", 0.5, 0.1, 4)
        .ramp("bias", 0, 0.05, 4)
        .ramp("head", -0.5, 0.1, 4, 3)
        .node("LayerNormalization", "normed", List.of("x", "scale", "bias"))
        .node("MatMul", "logits", List.of("normed", "head"))
        .output("logits", "batch", 3);
  }

  /** Inspects, examines, emits, trains, evaluates and merges. */
  private Map<String, float[]> wholeWay(Sketch sketch, Object... options) throws IOException {
    Path model = sketch.save(folder.resolve("model.onnx"));
    Call.of("inspect", model, "--json").expect(0).json();
    Call.of(with(new Object[] {"doctor", model, "--loss", "cross-entropy"}, options)).expect(0);
    Path run = folder.resolve("run" + System.nanoTime());
    Run step = Run.step(model, data, run, with(new Object[] {"--loss", "cross-entropy"}, options));
    Path tuned = folder.resolve(run.getFileName() + ".onnx");
    Call.of("merge", run, "--out", tuned).expect(0);
    double ofRun = loss(Call.of("eval", run, "--data", data, "--json"));
    Object[] evaluation = {"eval", tuned, "--loss", "cross-entropy", "--data", data, "--json"};
    assertEquals(ofRun, loss(Call.of(with(evaluation, options))), SAME);
    assertEquals(0, Call.of("diff", model, tuned, "--json").json().path("others").asInt());
    return step.gradients();
  }

  private static Object[] with(Object[] first, Object... more) {
    Object[] all = new Object[first.length + more.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }

  private static double loss(Call call) {
    return call.expect(0).json().path("loss").asDouble();
  }

  private static void assertSame(Map<String, float[]> wanted, Map<String, float[]> actual) {
    assertEquals(wanted.keySet(), actual.keySet());
    wanted.forEach((name, values) -> assertArrayEquals(values, actual.get(name), SAME, name));
  }

  @Test
  void anUnusedInputNeedsNoData() throws IOException {
    Map<String, float[]> wanted = wholeWay(plain());
    Sketch sketch = plain().input("idle", DataType.FLOAT, "batch", "any", 7);
    sketch.ramp("unused weight", 0, 1, 5);
    assertSame(wanted, wholeWay(sketch));
  }

  @Test
  void anOutputThatTheLossDoesNotNeedMayHaveItsOwnInputs() throws IOException {
    Map<String, float[]> wanted = wholeWay(plain());
    Sketch sketch = plain().input("other", DataType.FLOAT, "batch", 4);
    sketch.node("Relu", "second", List.of("other")).output("second", "batch", 4);
    assertSame(wanted, wholeWay(sketch));
  }

  @Test
  void initializersMayBeInputsToo() throws IOException {
    Map<String, float[]> wanted = wholeWay(plain());
    Sketch sketch = plain();
    sketch.model().setIrVersion(3);
    Graph graph = sketch.graph();
    for (Value value : List.copyOf(graph.initializers())) {
      graph.addInput(value);
    }
    assertSame(wanted, wholeWay(sketch));
  }

  @Test
  void nodesMayShareANameOrHaveNone() throws IOException {
    Map<String, float[]> wanted = wholeWay(plain());
    for (String name : List.of("", "same", "scale", "scale_grad")) {
      Sketch sketch =
          new Sketch()
              .input("x", DataType.FLOAT, "batch", 4)
              .ramp("scale", 0.5, 0.1, 4)
              .ramp("bias", 0, 0.05, 4)
              .ramp("head", -0.5, 0.1, 4, 3)
              .node("LayerNormalization", name, List.of("normed"), List.of("x", "scale", "bias"))
              .node("MatMul", name, List.of("logits"), List.of("normed", "head"))
              .output("logits", "batch", 3);
      assertSame(wanted, wholeWay(sketch));
    }
  }

  @Test
  void namesMayBeAnything() throws IOException {
    float[] scale = wholeWay(plain()).get("scale");
    for (String name :
        List.of(
            "a b/c:d\"e'f\\g",
            "größe \u4e2d\u6587",
            "x".repeat(300),
            "labels",
            "loss",
            "normed_grad",
            "scale_grad",
            "..",
            "../up",
            "con",
            "a=b",
            "{}",
            " ",
            "\n\t")) {
      Sketch sketch =
          new Sketch()
              .input("x", DataType.FLOAT, "batch", 4)
              .ramp(name, 0.5, 0.1, 4)
              .ramp(name + "_grad", 0, 0.05, 4)
              .ramp(name + "_grad_grad", -0.5, 0.1, 4, 3)
              .node("LayerNormalization", "n", List.of("x", name, name + "_grad"))
              .node("MatMul", "logits", List.of("n", name + "_grad_grad"))
              .output("logits", "batch", 3);
      String label = label(sketch);
      Files.writeString(data, EXAMPLES.replace("labels", label));
      Map<String, float[]> gradients = wholeWay(sketch);
      assertEquals(2, gradients.size(), name);
      assertArrayEquals(scale, gradients.get(name), SAME, name);
    }
  }

  @Test
  void generatedNamesStepAsideForTheModels() throws IOException {
    Map<String, float[]> wanted = wholeWay(plain());
    Sketch sketch =
        new Sketch()
            .input("x", DataType.FLOAT, "batch", 4)
            .ramp("scale", 0.5, 0.1, 4)
            .ramp("bias", 0, 0.05, 4)
            .ramp("head", -0.5, 0.1, 4, 3)
            .node("Identity", "scale_grad", List.of("x"))
            .node("Identity", "labels", List.of("scale_grad"))
            .node("LayerNormalization", "loss", List.of("labels", "scale", "bias"))
            .node("MatMul", "bias_grad", List.of("loss", "head"))
            .output("bias_grad", "batch", 3);
    Files.writeString(data, EXAMPLES.replace("labels", label(sketch)));
    assertSame(wanted, wholeWay(sketch));
  }

  /** The name that the label input gets beside the model's own names. */
  private String label(Sketch sketch) throws IOException {
    Path artefacts = folder.resolve("emitted");
    Path model = sketch.save(folder.resolve("probe.onnx"));
    Call.of("emit", model, "--loss", "cross-entropy", "--out", artefacts, "--force").expect(0);
    return ArtifactSet.open(artefacts).inputs().stream()
        .filter(PlannedInput::label)
        .findFirst()
        .orElseThrow()
        .name();
  }

  @Test
  void oneScaleMayServeTwoNorms() throws IOException {
    Sketch sketch =
        new Sketch()
            .input("x", DataType.FLOAT, "batch", 4)
            .ramp("scale", 0.5, 0.1, 4)
            .ramp("bias", 0, 0.05, 4)
            .ramp("head", -0.5, 0.1, 4, 3)
            .ramp("mix", -0.3, 0.1, 4, 4)
            .node("LayerNormalization", "first", List.of("x", "scale", "bias"))
            .node("MatMul", "mixed", List.of("first", "mix"))
            .node("LayerNormalization", "normed", List.of("mixed", "scale", "bias"))
            .node("MatMul", "logits", List.of("normed", "head"))
            .output("logits", "batch", 3);
    Map<String, float[]> gradients = wholeWay(sketch);
    assertTrue(gradients.containsKey("scale"), gradients.keySet().toString());
  }

  @Test
  void anEmptyOptionalInputStaysEmpty() throws IOException {
    Sketch sketch =
        new Sketch()
            .input("x", DataType.FLOAT, "batch", 4)
            .initializer(Tensor.ofFloats("top", Shape.SCALAR, 2.5f))
            .ramp("scale", 0.5, 0.1, 4)
            .ramp("head", -0.5, 0.1, 4, 3)
            .node("Clip", "clipped", List.of("x", "", "top"))
            .node(
                "LayerNormalization",
                "norm",
                List.of("normed", "", "deviation"),
                List.of("clipped", "scale", ""))
            .node("MatMul", "logits", List.of("normed", "head"))
            .output("logits", "batch", 3);
    assertEquals(List.of("scale"), List.copyOf(wholeWay(sketch).keySet()));
  }

  @Test
  void outputsMayBeInputsOrInitializers() throws IOException {
    Map<String, float[]> wanted = wholeWay(plain());
    Sketch sketch = plain().output("x").output("head", 4, 3).output("x");
    assertSame(wanted, wholeWay(sketch));
  }

  @Test
  void aModelWithoutNodesOrNormsIsRefusedInWords() throws IOException {
    Path empty =
        new Sketch()
            .input("x", DataType.FLOAT, "batch", 4)
            .output("x")
            .save(folder.resolve("empty.onnx"));
    Call.of("inspect", empty).expect(0);
    for (Object command : List.of("doctor", "emit")) {
      Object[] call = {command, empty, "--loss", "mse"};
      Object[] out = {"--out", folder.resolve("never")};
      Call refused = Call.of(command.equals("emit") ? with(call, out) : call).expect(4);
      String text = refused.out() + refused.err();
      assertTrue(text.contains("normalisation layer"), text);
    }
    Path model = plain().save(folder.resolve("model.onnx"));
    Object[] none = {
      "emit", model, "--loss", "mse", "--target", "nothing", "--out", folder.resolve("n")
    };
    Call.of(none).expect(2);
  }
}

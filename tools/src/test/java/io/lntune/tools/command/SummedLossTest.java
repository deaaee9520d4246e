package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lntune.graph.ir.DataType;
import io.lntune.tools.Call;
import io.lntune.tools.Sketch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several losses from the command line, against numbers of PyTorch in double precision. */
final class SummedLossTest {
  /** Float32 (1.2e-7 near 1) over sums of a dozen terms; gradients are read off values near 1. */
  private static final double SAME = 1e-6;

  private static final double CROSS_ENTROPY = 1.062521080;
  private static final double SQUARE = 0.752050716;
  private static final double ABSOLUTE = 0.618178599;
  private static final double OWN = 0.640417342;
  private static final double SUM = 1.413224361;
  private static final float[] SCALE_GRADIENT = {
    0.01537704f, 0.24495347f, 0.04685394f, 0.18038166f
  };
  private static final float[] BIAS_GRADIENT = {
    -0.09489165f, 0.18012819f, 0.21764722f, 0.23604557f
  };

  /** What is minimised in most tests; the last loss is computed by the model itself. */
  private static final List<Object> LOSSES =
      List.of(
          "--loss",
          "0.7*cross-entropy:logits",
          "--loss",
          "0.3*mse:normed=goal",
          "--loss",
          "0.2*l1:normed=goal",
          "--loss",
          "0.5*output:own");

  private static final String EXAMPLES =
      """
      {"x": [1, -2, 3, 0.5], "given": [1, 0, 2, 0], "labels.logits": 1, "goal": [0.1, 0.2, 0.3, 0.4]}
      {"x": [0, 2, 1, 4], "given": [0.5, 0, 0, 1], "labels.logits": -100, "goal": [0, 0, 1, 1]}
      {"x": [2, 1, -1, 0], "given": [0, 3, 0, 0], "labels.logits": 2, "goal": [1, 1, -1, 0]}
      """;

  @TempDir private Path folder;

  private Path model;
  private Path data;

  @BeforeEach
  void write() throws IOException {
    data = folder.resolve("data.jsonl");
    Files.writeString(data, EXAMPLES);
    model =
        new Sketch()
            .input("x", DataType.FLOAT, "batch", 4)
            .input("given", DataType.FLOAT, "batch", 4)
            .ramp("scale", 0.5, 0.1, 4)
            .ramp("bias", 0, 0.05, 4)
            .ramp("head", -0.5, 0.1, 4, 3)
            .node("LayerNormalization", "normed", List.of("x", "scale", "bias"))
            .node("MatMul", "logits", List.of("normed", "head"))
            .node("Mul", "product", List.of("normed", "given"))
            .node("ReduceMean", "own", List.of("product"), "keepdims", 0)
            .output("logits", "batch", 3)
            .output("normed", "batch", 4)
            .output("own")
            .save(folder.resolve("model.onnx"));
  }

  private static Object[] with(List<Object> more, Object... first) {
    List<Object> all = new ArrayList<>(Arrays.asList(first));
    all.addAll(more);
    return all.toArray();
  }

  private static void assertParts(JsonNode node) {
    assertEquals(SUM, node.path("loss").asDouble(), SAME);
    JsonNode parts = node.path("losses");
    assertEquals(4, parts.size(), node.toString());
    assertEquals(CROSS_ENTROPY, parts.path("cross-entropy:logits").asDouble(), SAME);
    assertEquals(SQUARE, parts.path("mse:normed=goal").asDouble(), SAME);
    assertEquals(ABSOLUTE, parts.path("l1:normed=goal").asDouble(), SAME);
    assertEquals(OWN, parts.path("output:own").asDouble(), SAME);
  }

  @Test
  void theSumAndItsGradientAreThoseOfPyTorch() throws IOException {
    Call.of(with(LOSSES, "doctor", model)).expect(0);
    Path run = folder.resolve("run");
    Run step = Run.step(model, data, run, LOSSES.toArray());
    assertParts(step.metrics());
    Map<String, float[]> gradients = step.gradients();
    assertArrayEquals(SCALE_GRADIENT, gradients.get("scale"), (float) SAME);
    assertArrayEquals(BIAS_GRADIENT, gradients.get("bias"), (float) SAME);
    Path tuned = folder.resolve("tuned.onnx");
    Call.of("merge", run, "--out", tuned).expect(0);
    JsonNode ofRun = Call.of("eval", run, "--data", data, "--json").expect(0).json();
    Object[] evaluation = with(LOSSES, "eval", tuned, "--data", data, "--json");
    assertEquals(ofRun.path("losses"), Call.of(evaluation).expect(0).json().path("losses"));
  }

  @Test
  void anEvaluationTellsThePartsWhateverTheBatches() {
    for (int size = 1; size <= 3; size++) {
      JsonNode found =
          Call.of(with(LOSSES, "eval", model, "--data", data, "--batch-size", size, "--json"))
              .expect(0)
              .json();
      assertParts(found);
      assertEquals(3, found.path("examples").asInt());
      assertTrue(found.path("accuracy").isNumber(), found.toString());
    }
  }

  @Test
  void aBatchInWhichNoLabelOfOnePartCountsTrainsTheOthers() throws IOException {
    Files.writeString(data, EXAMPLES.replaceAll("(\"labels.logits\": )-?[0-9]+", "$1-100"));
    Run step = Run.step(model, data, folder.resolve("run"), LOSSES.toArray());
    JsonNode metrics = step.metrics();
    assertEquals(SUM - 0.7 * CROSS_ENTROPY, metrics.path("loss").asDouble(), SAME);
    assertEquals(0, metrics.path("losses").path("cross-entropy:logits").asDouble());
    step.gradients().forEach((name, values) -> assertFinite(values));
  }

  private static void assertFinite(float[] values) {
    for (float value : values) {
      assertTrue(Float.isFinite(value));
    }
  }

  @Test
  void aSingleLossMayNameOutputWeightAndLabels() throws IOException {
    Files.writeString(data, EXAMPLES.replace("labels.logits", "classes"));
    Object[] call = {
      "eval", model, "--data", data, "--loss", "2*cross-entropy:logits=classes", "--json"
    };
    assertEquals(2 * CROSS_ENTROPY, Call.of(call).expect(0).json().path("loss").asDouble(), SAME);
  }

  @Test
  void labelsMayBeAnInputThatTheModelHas() {
    Object[] call = {"eval", model, "--data", data, "--loss", "mse:normed=given", "--json"};
    assertTrue(Call.of(call).expect(0).json().path("loss").asDouble() > 0);
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    assertRefused("given twice", "--loss", "mse:normed", "--loss", "0.5*mse:normed");
    assertRefused("above 0", "--loss", "0*mse:normed");
    assertRefused("not a number", "--loss", "half*mse:normed");
    assertRefused("no output named 'norm'", "--loss", "mse:norm", "--loss", "mse:normed");
    assertRefused("'given' is an input of type", "--loss", "cross-entropy:logits=given");
    assertRefused("inside the model", "--loss", "mse:normed=product");
    assertRefused("no meaning", "--loss", "mse:normed", "--label-smoothing", "0.1");
    assertRefused("KIND:OUTPUT", "--loss", "mse", "--loss", "l1", "--loss-output", "normed");
    assertRefused("known are cross-entropy", "--loss", "mes:normed");
  }

  private void assertRefused(String words, Object... options) {
    Call call = Call.of(with(Arrays.asList(options), "doctor", model)).expect(2);
    assertTrue(call.err().contains(words), call.err());
  }
}

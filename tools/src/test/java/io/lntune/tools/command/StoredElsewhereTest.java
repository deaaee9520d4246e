package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.parse.ModelReader;
import io.lntune.tools.Call;
import io.lntune.tools.Sketch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Norms whose tensors are constants, computed, beside tied weights or oddly named. */
final class StoredElsewhereTest {
  /** A step of size 1 is written and read in float32, at values near 1. */
  private static final float SAME = 1e-6f;

  private static final String SMILE = new String(Character.toChars(0x1F600));

  private static final String EXAMPLES =
      """
      {"x": [1, -2, 3, 0.5], "labels": 1}
      {"x": [0, 2, 1, 4], "labels": 0}
      """;

  @TempDir private Path folder;

  private static Sketch sketch() {
    return new Sketch()
        .input("x", DataType.FLOAT, "batch", 4)
        .ramp("bias", 0, 0.05, 4)
        .ramp("head", -0.5, 0.1, 4, 3);
  }

  private Path save(Sketch sketch, String scale, String normed) throws IOException {
    return sketch
        .node("LayerNormalization", normed, List.of("x", scale, "bias"))
        .node("MatMul", "logits", List.of(normed, "head"))
        .output("logits", "batch", 3)
        .save(folder.resolve("model.onnx"));
  }

  private Path data(String lines) throws IOException {
    return Files.writeString(folder.resolve("data.jsonl"), lines);
  }

  @Test
  void aScaleInAConstantWithoutNameIsMergedIntoIt() throws IOException {
    Sketch sketch = sketch();
    Tensor scale = Tensor.ofFloats("", Shape.of(4), 1, 2, 3, 4);
    sketch
        .graph()
        .insert(
            null,
            OpId.onnx("Constant"),
            "constant",
            List.of(),
            List.of(sketch.graph().define("scale")),
            Map.of("value", new Attribute.TensorValue(scale)));
    Path model = save(sketch, "scale", "normed");
    Path run = folder.resolve("run");
    Call.of(
            "train",
            model,
            "--loss",
            "cross-entropy",
            "--data",
            data(EXAMPLES),
            "--out",
            run,
            "--steps",
            1,
            "--warmup-ratio",
            0,
            "--optimizer",
            "sgd",
            "--learning-rate",
            1)
        .expect(0);
    Path tuned = folder.resolve("tuned.onnx");
    Call.of("merge", run, "--out", tuned).expect(0);
    Tensor written =
        Objects.requireNonNull(
            ModelReader.read(tuned).graph().nodes().get(0).attributes().tensor("value"));
    assertEquals("", written.name());
    double ofRun = loss("eval", run, "--data", data(EXAMPLES), "--json");
    double ofModel =
        loss("eval", tuned, "--loss", "cross-entropy", "--data", data(EXAMPLES), "--json");
    assertEquals(ofRun, ofModel, SAME);
    assertTrue(written.toDoubles()[0] != 1, "nothing was trained");
  }

  private static double loss(Object... call) {
    return Call.of(call).expect(0).json().path("loss").asDouble();
  }

  @Test
  void aComputedScaleStaysFrozenInWords() throws IOException {
    Sketch sketch =
        new Sketch()
            .input("x", DataType.FLOAT, "batch", 4)
            .ramp("raw", 0.5, 0.1, 4)
            .ramp("head", -0.5, 0.1, 4, 3)
            .node("Softplus", "scale", List.of("raw"))
            .node("LayerNormalization", "normed", List.of("x", "scale"))
            .node("MatMul", "logits", List.of("normed", "head"))
            .output("logits", "batch", 3);
    Path model = sketch.save(folder.resolve("model.onnx"));
    Call refused = Call.of("doctor", model, "--loss", "cross-entropy").expect(4);
    assertTrue(refused.out().contains("its scale is computed"), refused.out());
    Call.of("doctor", model, "--loss", "cross-entropy", "--also", "raw").expect(0);
  }

  @Test
  void anEmbeddingMayServeAsHeadToo() throws IOException {
    Path model =
        new Sketch()
            .input("ids", DataType.INT64, "batch", "sequence")
            .ramp("table", -0.5, 0.1, 7, 4)
            .ramp("scale", 0.5, 0.1, 4)
            .node("Gather", "embedded", List.of("table", "ids"))
            .node("LayerNormalization", "normed", List.of("embedded", "scale"))
            .node("Transpose", "turned", List.of("table"))
            .node("MatMul", "logits", List.of("normed", "turned"))
            .output("logits", "batch", "sequence", 7)
            .save(folder.resolve("model.onnx"));
    Path data = data("{\"ids\": [1, 2, 3], \"labels\": [2, 3, -100]}\n");
    Run step = Run.step(model, data, folder.resolve("run"), "--loss", "cross-entropy");
    assertEquals(List.of("scale"), List.copyOf(step.gradients().keySet()));
    Path tuned = folder.resolve("tuned.onnx");
    Call.of("merge", folder.resolve("run"), "--out", tuned).expect(0);
    Call.of("diff", model, tuned, "--only", "norms").expect(0);
  }

  @Test
  void charactersBeyondTheBasicPlaneMayNameInnerValues() throws IOException {
    Path plain = save(sketch().ramp("scale", 0.5, 0.1, 4), "scale", "normed");
    Object[] loss = {"--loss", "cross-entropy"};
    float[] wanted =
        Run.step(plain, data(EXAMPLES), folder.resolve("a"), loss).gradients().get("scale");
    Path odd = save(sketch().ramp("scale", 0.5, 0.1, 4), "scale", "normed" + SMILE);
    float[] found =
        Run.step(odd, data(EXAMPLES), folder.resolve("b"), loss).gradients().get("scale");
    assertArrayEquals(wanted, found, SAME);
  }

  @Test
  void suchCharactersInTheNameOfAParameterAreRefusedBeforeTraining() throws IOException {
    Path model = save(sketch().ramp(SMILE, 0.5, 0.1, 4), SMILE, "normed");
    Call refused = Call.of("doctor", model, "--loss", "cross-entropy").expect(4);
    assertTrue(refused.err().contains("basic plane"), refused.err());
    assertTrue(refused.err().contains("u1f600"), refused.err());
  }

  @Test
  void theDoctorKnowsDropout() throws IOException {
    Path without = save(sketch().ramp("scale", 0.5, 0.1, 4), "scale", "normed");
    Call.of("doctor", without, "--loss", "cross-entropy", "--dropout").expect(4);
    Path with =
        sketch()
            .ramp("scale", 0.5, 0.1, 4)
            .node("LayerNormalization", "normed", List.of("x", "scale", "bias"))
            .node("Dropout", "dropped", List.of("normed"))
            .node("MatMul", "logits", List.of("dropped", "head"))
            .output("logits", "batch", 3)
            .save(folder.resolve("with.onnx"));
    Call.of("doctor", with, "--loss", "cross-entropy", "--dropout").expect(0);
  }
}

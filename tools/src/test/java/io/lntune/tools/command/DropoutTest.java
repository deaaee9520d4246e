package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Tensor;
import io.lntune.tools.Call;
import io.lntune.tools.Sketch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dropout nodes drop nothing unless asked, and then the gradient goes by the mask that was drawn.
 */
final class DropoutTest {
  private static final double STEP = 1.0 / 64;

  /** Central differences of a float32 loss near 1: rounding of 1e-7 over 2 / 64, and curvature. */
  private static final double SLOPE = 2e-4;

  /** Gradients are read off values near 1. */
  private static final float SAME = 1e-6f;

  @TempDir private Path folder;

  private Path data;
  private int runs;

  @BeforeEach
  void writeData() throws IOException {
    data = folder.resolve("data.jsonl");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      lines.append("{\"x\": [").append(i).append(", 1, -1, 2], \"labels\": [");
      lines.append(i % 2).append(", 0.5, 1]}\n");
    }
    Files.writeString(data, lines);
  }

  private Path model(boolean exportedOn, double shift) throws IOException {
    Sketch sketch =
        new Sketch()
            .input("x", DataType.FLOAT, "batch", 4)
            .ramp("scale", 0.5 + shift, 0.1, 4)
            .ramp("bias", 0, 0.05, 4)
            .ramp("head", -0.5, 0.1, 4, 3)
            .initializer(Tensor.scalar("ratio", DataType.FLOAT, 0.4))
            .initializer(Tensor.scalar("mode", DataType.BOOL, exportedOn ? 1 : 0))
            .node("LayerNormalization", "n", List.of("norm"), List.of("x", "scale", "bias"))
            .node("Dropout", "d", List.of("kept"), List.of("norm", "ratio", "mode"))
            .node("MatMul", "m", List.of("logits"), List.of("kept", "head"))
            .output("logits", "batch", 3);
    return sketch.save(folder.resolve("model" + runs++ + ".onnx"));
  }

  private Run step(Path model, Object... options) {
    Object[] all = new Object[options.length + 2];
    System.arraycopy(options, 0, all, 2, options.length);
    all[0] = "--loss";
    all[1] = "mse";
    return Run.step(model, data, folder.resolve("run" + runs++), all);
  }

  private double loss(double shift) throws IOException {
    return step(model(false, shift), "--dropout").metrics().path("loss").asDouble();
  }

  @Test
  void theGradientGoesByTheMaskThatWasDrawn() throws IOException {
    double slope = (loss(STEP) - loss(-STEP)) / (2 * STEP);
    Run run = step(model(false, 0), "--dropout");
    double sum = 0;
    for (float each : Objects.requireNonNull(run.gradients().get("scale"))) {
      sum += each;
    }
    assertEquals(slope, sum, SLOPE);
    double plain = step(model(false, 0)).metrics().path("loss").asDouble();
    assertNotEquals(plain, run.metrics().path("loss").asDouble(), "nothing was dropped");
  }

  @Test
  void nothingIsDroppedUnlessAskedFor() throws IOException {
    Run off = step(model(false, 0));
    Run on = step(model(true, 0));
    assertEquals(off.metrics().path("loss").asDouble(), on.metrics().path("loss").asDouble());
    assertArrayEquals(off.gradients().get("scale"), on.gradients().get("scale"), SAME);
  }

  @Test
  void anEvaluationDropsNothing() throws IOException {
    Path artefacts = folder.resolve("artefacts");
    Call.of("emit", model(true, 0), "--loss", "mse", "--dropout", "--out", artefacts).expect(0);
    double evaluated =
        Call.of("eval", artefacts, "--data", data, "--json")
            .expect(0)
            .json()
            .path("loss")
            .asDouble();
    double plain = step(model(false, 0)).metrics().path("loss").asDouble();
    assertEquals(plain, evaluated, SAME);
    Call.of("train", artefacts, "--dropout", "--data", data, "--out", folder.resolve("r"))
        .expect(2);
  }

  @Test
  void aModelWithoutDropoutIsNotTrainedWithIt() throws IOException {
    Path model =
        new Sketch()
            .input("x", DataType.FLOAT, "batch", 4)
            .ramp("scale", 0.5, 0.1, 4)
            .node("LayerNormalization", "y", List.of("x", "scale"))
            .output("y", "batch", 4)
            .save(folder.resolve("none.onnx"));
    Call refused =
        Call.of("emit", model, "--loss", "mse", "--dropout", "--out", folder.resolve("a"))
            .expect(4);
    assertTrue(refused.err().contains("no Dropout node"), refused.err());
  }
}

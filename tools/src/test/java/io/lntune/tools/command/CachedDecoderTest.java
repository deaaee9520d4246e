package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lntune.tools.Call;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.data.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports with cached keys and values are trained from token ids alone. */
final class CachedDecoderTest {
  private static final Path MODELS = Path.of(System.getProperty("lntune.models"), "cached");

  /** Gradients are read off values near 1, which float32 stores in steps of 1.2e-7. */
  private static final float SAME_GRADIENT = 1e-6f;

  private static final double SAME_LOSS = 1e-5;

  @TempDir private Path folder;

  private void check(String model, String data, String loss) throws IOException {
    Path base = MODELS.resolve(model).resolve("model.onnx");
    Path examples = MODELS.resolve(model).resolve(data);
    Call.of("doctor", base, "--loss", loss).expect(0);
    Path run = folder.resolve("run");
    Run step = Run.step(base, examples, run, "--loss", loss);
    String notes = step.call().err();
    assertTrue(notes.contains("is empty: nothing goes before the first token"), notes);
    Map<String, float[]> gradients = step.gradients();
    try (SafetensorsFile reference =
        SafetensorsFile.open(MODELS.resolve(model).resolve("reference.safetensors"))) {
      assertEquals(
          reference.array("loss").floats().get(0),
          step.metrics().path("loss").asDouble(),
          SAME_LOSS);
      gradients.forEach(
          (name, gradient) -> {
            NamedArray wanted = reference.array("gradient." + name.replaceFirst("^model\\.", ""));
            float[] values = new float[gradient.length];
            wanted.floats().get(values);
            assertArrayEquals(values, gradient, SAME_GRADIENT, name);
          });
      assertEquals(reference.headers().size() - 1, gradients.size());
    }
    Path tuned = folder.resolve("tuned.onnx");
    Call.of("merge", run, "--out", tuned).expect(0);
    JsonNode ofRun = Call.of("eval", run, "--data", examples, "--json").expect(0).json();
    JsonNode ofModel =
        Call.of("eval", tuned, "--loss", loss, "--data", examples, "--json").expect(0).json();
    assertEquals(ofRun.path("loss").asDouble(), ofModel.path("loss").asDouble(), SAME_LOSS);
  }

  @Test
  void aDecoderWithPastTrainsFromTokens() throws IOException {
    check("gpt2", "data.jsonl", "causal-lm");
  }

  @Test
  void aDecoderOfAnEncoderTrainsWithoutMaskAndPast() throws IOException {
    check("t5-decoder", "data.safetensors", "cross-entropy");
  }
}

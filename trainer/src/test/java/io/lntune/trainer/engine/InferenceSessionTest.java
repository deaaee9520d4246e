package io.lntune.trainer.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.trainer.data.NamedArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InferenceSessionTest {
  /** PyTorch and ONNX Runtime add up float32 numbers in another order. */
  private static final float FLOAT_NOISE = 2e-6f;

  @Test
  void runsAModelAndLeavesOutWhatItDoesNotKnow() {
    try (ReferenceModel model = new ReferenceModel("bert-seq-ts17", OperatorTarget.ONNX_RUNTIME);
        InferenceSession session = new InferenceSession(model.model())) {
      Map<String, NamedArray> outputs = session.run(model.batch());
      NamedArray logits = Objects.requireNonNull(outputs.get("logits"));
      float[] actual = new float[Math.toIntExact(logits.elementCount())];
      logits.floats().get(actual);
      assertArrayEquals(model.floats("output.logits"), actual, FLOAT_NOISE);
    }
  }

  @Test
  void closingTwiceIsHarmless() {
    try (ReferenceModel model = new ReferenceModel("bert-seq-ts17", OperatorTarget.ONNX_RUNTIME)) {
      InferenceSession session = new InferenceSession(model.model());
      session.close();
      session.close();
    }
  }

  @Test
  void aFileThatIsNoModelIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("model.onnx"), "no model");
    LntuneException failure =
        assertThrows(LntuneException.class, () -> new InferenceSession(file).close());
    assertEquals(file.toString(), failure.where());
  }
}

package io.lntune.trainer.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.trainer.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a wrong or damaged case turns into. */
final class ParityRunnerTest {
  private static final String PARAMETER = "bert.encoder.layer.0.output.LayerNorm.weight";

  /** Ten times the largest gradient of the case, far above its tolerance. */
  private static final float WRONG = 2;

  @TempDir private Path folder;

  private CaseFolder copy;

  @BeforeEach
  void copyCase() throws IOException {
    copy = CaseFolder.copy("bert-seq-ts17", folder.resolve("copy"));
  }

  private ParityResult run() {
    return new ParityRunner(EngineOptions.DEFAULT).run(copy.path());
  }

  private void assertRefused(String reason) {
    ParityResult result = run();
    assertFalse(result.passed());
    assertEquals(Double.POSITIVE_INFINITY, result.errorOverTolerance());
    assertEquals("copy", result.name());
    assertTrue(result.reason().contains(reason), result.reason());
  }

  private void assertWorst(String worst) {
    ParityResult result = run();
    assertFalse(result.passed());
    assertTrue(result.errorOverTolerance() > 1, result.toString());
    // A gradient is compared a second time, in micro-batches, and may be a little worse there.
    assertTrue(result.worst().startsWith(worst), result.worst());
    assertEquals("", result.reason());
  }

  @Test
  void aWrongGradientFailsAndIsNamed() {
    copy.disturb("grad64." + PARAMETER, WRONG);
    assertWorst("gradient of " + PARAMETER);
  }

  @Test
  void aWrongTrainedValueFailsAndIsNamed() {
    copy.disturb("sgd5." + PARAMETER, WRONG);
    assertWorst("sgd5 value of " + PARAMETER);
  }

  @Test
  void aWrongOutputFailsAndIsNamed() {
    copy.disturb("output.logits", 100 * WRONG);
    assertWorst("output logits");
  }

  @Test
  void aReferenceThatIsNotANumberFails() {
    copy.disturb("grad64." + PARAMETER, Float.NaN);
    assertWorst("gradient of " + PARAMETER);
  }

  @Test
  void withoutRecordedTrainingTheGradientsAreComparedStill() throws IOException {
    copy.changeMeta(meta -> meta.remove("training"));
    assertTrue(run().passed());
    copy.disturb("grad64." + PARAMETER, WRONG);
    assertWorst("gradient of " + PARAMETER);
  }

  /** A second step has other gradients when one norm of the first step is left as it was. */
  @Test
  void whatTheReferenceDoesNotListIsNotTrained() throws IOException {
    copy.changeMeta(meta -> ((ObjectNode) meta.get("ln_params")).remove(PARAMETER));
    ParityResult result = run();
    assertFalse(result.passed());
    assertTrue(result.worst().contains("5 value of"), result.worst());
  }

  @Test
  void metaThatIsNotJsonIsAReason() throws IOException {
    Path meta = copy.path().resolve("meta.json");
    Files.writeString(meta, Files.readString(meta).substring(0, 500));
    assertRefused("meta.json cannot be read");
    Files.writeString(meta, "");
    assertRefused("Unknown loss type ''");
  }

  @Test
  void anUnknownLossIsAReason() throws IOException {
    copy.changeMeta(meta -> ((ObjectNode) meta.get("loss")).put("type", "hinge"));
    assertRefused("Unknown loss type 'hinge'");
  }

  @Test
  void aCaseWithoutGradientsIsNotPassed() throws IOException {
    copy.changeMeta(meta -> meta.remove("ln_params"));
    assertRefused("no reference gradient");
  }

  @Test
  void missingTensorsAreReasons() {
    copy.replace("loss", List.of());
    assertRefused("no tensor 'loss'");
    copy.replace("input.input_ids", List.of());
    assertRefused("no tensor 'input.input_ids'");
  }

  @Test
  void missingFilesAreReasons() throws IOException {
    Files.delete(copy.path().resolve("model.onnx"));
    assertRefused("model.onnx");
    Files.delete(copy.path().resolve("reference.safetensors"));
    assertRefused("reference.safetensors");
    Files.delete(copy.path().resolve("meta.json"));
    assertRefused("no meta.json");
  }
}

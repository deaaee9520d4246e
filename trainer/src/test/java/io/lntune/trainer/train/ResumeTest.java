package io.lntune.trainer.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was interrupted ends as one that was not. */
final class ResumeTest {
  /** More than an epoch of 16 batches: the crash at 17 is in the second, its checkpoint is not. */
  private static final int STEPS = 18;

  private static final TrainingSettings SETTINGS =
      Digits.settings(STEPS, 32, 1, 1).withCheckpointSteps(5);
  private static final TrainingListener SILENT = new TrainingListener() {};

  @TempDir private Path folder;

  private final Digits digits = new Digits();
  private Path artifacts;
  private Path run;

  @BeforeEach
  void emit() {
    artifacts = digits.emit(folder.resolve("artifacts"));
    run = folder.resolve("run");
  }

  private static TrainingListener failingAt(long step) {
    return new TrainingListener() {
      @Override
      public void onStep(TrainingState state) {
        if (state.step() == step) {
          throw new IllegalStateException("power cut");
        }
      }
    };
  }

  private void interruptAt(long step) {
    assertThrows(
        IllegalStateException.class,
        () -> digits.train(SETTINGS, artifacts, run, false, failingAt(step)));
  }

  private List<String> metrics() throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl"));
  }

  private List<Long> metricSteps() throws IOException {
    ObjectMapper json = new ObjectMapper();
    long[] steps = new long[metrics().size()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = json.readTree(metrics().get(i)).path("step").asLong();
    }
    return LongStream.of(steps).boxed().toList();
  }

  private static List<Long> allSteps() {
    return LongStream.rangeClosed(1, STEPS).boxed().toList();
  }

  @Test
  void aResumedRunEndsBitForBitAsAnUninterruptedOne() throws IOException {
    List<Float> whole = digits.train(SETTINGS).values();
    interruptAt(17);
    assertEquals(List.of(15L, 10L), RunDirectory.checkpoints(run).steps());
    assertEquals(LongStream.rangeClosed(1, 17).boxed().toList(), metricSteps());
    List<Float> resumed = digits.train(SETTINGS, artifacts, run, true, SILENT);
    assertEquals(whole, resumed);
    assertEquals(allSteps(), metricSteps());
  }

  @Test
  void aFailureAtAStepWithACheckpointLosesNothing() {
    interruptAt(15);
    assertEquals(15L, RunDirectory.checkpoints(run).steps().get(0));
  }

  @Test
  void anInterruptionBeforeTheFirstCheckpointLeavesNothing() {
    interruptAt(4);
    assertTrue(Files.notExists(run));
  }

  @Test
  void aDamagedCheckpointIsPassedOver() throws IOException {
    List<Float> whole = digits.train(SETTINGS).values();
    interruptAt(17);
    Path checkpoint = run.resolve("checkpoint-15");
    try (Stream<Path> files = Files.list(checkpoint)) {
      Files.write(files.sorted().findFirst().orElseThrow(), new byte[] {1, 2, 3});
    }
    assertEquals(whole, digits.train(SETTINGS, artifacts, run, true, SILENT));
    assertEquals(allSteps(), metricSteps());
  }

  @Test
  void aLineThatACrashCutShortIsRemoved() throws IOException {
    interruptAt(6);
    Files.writeString(run.resolve("metrics.jsonl"), "{\"step\":7,\"lo", StandardOpenOption.APPEND);
    digits.train(SETTINGS, artifacts, run, true, SILENT);
    assertEquals(allSteps(), metricSteps());
  }

  @Test
  void resumingWhatIsCompleteChangesNothing() throws IOException {
    digits.train(SETTINGS, artifacts, run, false, SILENT);
    List<String> before = metrics();
    digits.train(SETTINGS, artifacts, run, true, failingAt(STEPS));
    assertEquals(before, metrics());
    assertEquals(List.of((long) STEPS, 15L), RunDirectory.checkpoints(run).steps());
  }

  @Test
  void resumingWithoutARunStartsOne() throws IOException {
    assertNotEquals(List.of(), digits.train(SETTINGS, artifacts, run, true, SILENT));
    assertEquals(allSteps(), metricSteps());
  }

  @Test
  void aRunOfAnotherBaseIsRefused() throws IOException {
    interruptAt(17);
    Path manifest = artifacts.resolve("manifest.json");
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = (ObjectNode) json.readTree(manifest.toFile());
    ((ObjectNode) root.get("base")).put("digest", "crc32c:00000000");
    json.writeValue(manifest.toFile(), root);
    LntuneException failure =
        assertThrows(
            LntuneException.class, () -> digits.train(SETTINGS, artifacts, run, true, SILENT));
    assertEquals(LntuneException.Kind.BAD_INPUT, failure.kind());
    assertTrue(failure.what().contains("another base"), failure.what());
    assertEquals(LongStream.rangeClosed(1, 17).boxed().toList(), metricSteps());
  }
}

package io.lntune.trainer.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.data.SafetensorsWriter;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.optimizer.ParameterState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves on disk, and what it leaves when it fails. */
final class TrainingRunTest {
  private static final int IMAGE = 64;
  private static final int EXAMPLES = 8;

  @TempDir private Path folder;

  private final Digits digits = new Digits();
  private final TrainingSettings settings = Digits.settings(3, 4, 1, 1);
  private final float[] pixels = new float[EXAMPLES * IMAGE];
  private final long[] labels = new long[EXAMPLES];
  private Path artifacts;
  private Path run;

  @BeforeEach
  void prepare() {
    artifacts = digits.emit(folder.resolve("artifacts"));
    run = folder.resolve("run");
    for (int i = 0; i < EXAMPLES; i++) {
      labels[i] = i % Digits.CLASSES;
      pixels[i * IMAGE + i] = 1;
    }
  }

  private Path data() {
    Path file = folder.resolve("data.safetensors");
    SafetensorsWriter.write(
        file,
        true,
        Map.of(),
        List.of(
            NamedArray.ofFloats("pixel_values", pixels, EXAMPLES, 1, 8, 8),
            NamedArray.ofLongs("labels", labels, EXAMPLES)));
    return file;
  }

  private void train(TrainingEngine engine, Path file) {
    try (Dataset data = digits.open(file)) {
      new TrainingRun(artifacts, digits.plan(), settings).run(engine, data, run, false, List.of());
    }
  }

  private LntuneException failure() {
    Path file = data();
    try (TrainingEngine engine = digits.engine(settings)) {
      return assertThrows(LntuneException.class, () -> train(engine, file));
    }
  }

  private List<String> entries(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void theFolderHoldsTheRunAndOpensAgain() throws IOException {
    try (TrainingEngine engine = digits.engine(settings)) {
      train(engine, data());
      assertEquals(List.of("checkpoint-3", "metrics.jsonl", "run.json"), entries(run));
      assertTrue(RunDirectory.isRun(run));
      RunDirectory opened = RunDirectory.open(run);
      assertEquals(artifacts.toAbsolutePath().normalize(), opened.artifacts());
      assertEquals(digits.plan().parameters(), opened.plan().parameters());
      Map<String, float[]> values =
          opened.trainedValues(
              note -> {
                throw new AssertionError(note);
              });
      assertEquals(engine.parameters().size(), values.size());
      for (ParameterState parameter : engine.parameters()) {
        float[] present = new float[parameter.value().capacity()];
        parameter.value().get(0, present);
        assertArrayEquals(present, values.get(parameter.name()));
      }
    }
  }

  @Test
  void aRunIsNotOverwritten() throws IOException {
    Path file = data();
    try (TrainingEngine engine = digits.engine(settings)) {
      train(engine, file);
      byte[] metrics = Files.readAllBytes(run.resolve("metrics.jsonl"));
      LntuneException failure = assertThrows(LntuneException.class, () -> train(engine, file));
      assertEquals(LntuneException.Kind.USAGE, failure.kind());
      assertTrue(failure.remedy().contains("--resume"), failure.remedy());
      assertArrayEquals(metrics, Files.readAllBytes(run.resolve("metrics.jsonl")));
    }
  }

  @Test
  void aLabelOutOfRangeNamesTheExampleAndLeavesNothing() throws IOException {
    labels[5] = Digits.CLASSES;
    LntuneException failure = failure();
    assertEquals(LntuneException.Kind.BAD_INPUT, failure.kind());
    assertEquals("Label 10 is out of range: the model has 10 classes", failure.what());
    assertEquals("example 5", failure.where());
    assertTrue(failure.remedy().contains("0 to 9"), failure.remedy());
    assertEquals(List.of("artifacts", "data.safetensors"), entries(folder));
  }

  @Test
  void aNegativeLabelIsOutOfRangeToo() {
    labels[2] = -1;
    assertEquals("example 2", failure().where());
  }

  @Test
  void dataThatIsNotANumberIsRefusedAndLeavesNothing() throws IOException {
    Arrays.fill(pixels, Float.NaN);
    LntuneException failure = failure();
    assertEquals(LntuneException.Kind.BAD_INPUT, failure.kind());
    assertEquals("The loss is NaN", failure.what());
    assertEquals("step 1", failure.where());
    assertEquals(List.of("artifacts", "data.safetensors"), entries(folder));
  }

  @Test
  void aFolderThatWasThereIsLeftAsItWas() throws IOException {
    Files.createDirectory(run);
    Files.writeString(run.resolve("notes.txt"), "mine");
    labels[0] = 99;
    failure();
    assertEquals(List.of("notes.txt"), entries(run));
  }

  @Test
  void ignoredLabelsTrainNothing() {
    Arrays.fill(labels, -100);
    try (TrainingEngine engine = digits.engine(settings)) {
      List<Float> before = Digits.values(engine);
      train(engine, data());
      assertEquals(before, Digits.values(engine));
    }
  }

  @Test
  void aFolderWithoutARunIsRefused() {
    LntuneException failure = assertThrows(LntuneException.class, () -> RunDirectory.open(folder));
    assertEquals(LntuneException.Kind.BAD_INPUT, failure.kind());
    assertTrue(failure.what().contains("run.json"), failure.what());
  }

  @Test
  void aRunWithoutACheckpointHasNoValues() {
    RunDirectory created = RunDirectory.create(run, artifacts);
    LntuneException failure =
        assertThrows(LntuneException.class, () -> created.trainedValues(note -> {}));
    assertEquals(LntuneException.Kind.BAD_INPUT, failure.kind());
  }
}

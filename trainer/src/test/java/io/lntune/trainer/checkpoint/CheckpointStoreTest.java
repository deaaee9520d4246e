package io.lntune.trainer.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Shape;
import io.lntune.trainer.data.SafetensorsFile;
import io.lntune.trainer.data.SamplerState;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.optimizer.CosineSchedule;
import io.lntune.trainer.optimizer.Optimizer;
import io.lntune.trainer.optimizer.ParameterGroup;
import io.lntune.trainer.optimizer.ParameterState;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointStoreTest {
  private static final String BASE = "ab".repeat(32);

  @TempDir private Path folder;
  private final List<String> skipped = new ArrayList<>();

  private static List<ParameterState> parameters() {
    return List.of(
        parameter("encoder.layer.0/LayerNorm.weight", 1, 2, 3), parameter("bias", 0.1f, -4));
  }

  private static ParameterState parameter(String name, float... values) {
    return new ParameterState(
        name, Shape.of(1, values.length), FloatBuffer.wrap(values), ParameterGroup.DEFAULT);
  }

  private static void train(Optimizer optimizer, int from, int to) {
    for (int step = from; step < to; step++) {
      optimizer.step(
          0.1,
          List.of(
              FloatBuffer.wrap(new float[] {step, -step, 0.5f}),
              FloatBuffer.wrap(new float[] {1, step * 0.25f})));
    }
  }

  private static RunPosition position(long step) {
    return new RunPosition(
        step,
        new SamplerState(-5, 2, 17),
        new CosineSchedule(0.1, 3, 100),
        AdamWSettings.DEFAULT,
        BASE,
        Map.of("best_loss", "0.25"));
  }

  private static RunCheckpoint checkpoint(long step) {
    List<ParameterState> parameters = parameters();
    Optimizer optimizer = AdamWSettings.DEFAULT.create(parameters);
    train(optimizer, 0, (int) step);
    return RunCheckpoint.of(position(step), parameters, optimizer.state());
  }

  private CheckpointStore store(int kept) {
    return new CheckpointStore(folder.resolve("run"), kept);
  }

  private RunCheckpoint newest(CheckpointStore store) {
    return store.newest(skipped::add).orElseThrow();
  }

  @Test
  void aResumedRunEqualsAnUninterruptedOneBitForBit() {
    List<ParameterState> whole = parameters();
    Optimizer uninterrupted = AdamWSettings.DEFAULT.create(whole);
    train(uninterrupted, 0, 9);

    CheckpointStore store = store(1);
    assertEquals(folder.resolve("run").resolve("checkpoint-4"), store.save(checkpoint(4)));
    RunCheckpoint loaded = newest(store);
    assertEquals(position(4), loaded.position());
    assertEquals(2, loaded.position().epoch());
    assertEquals(-5, loaded.position().seed());
    List<ParameterState> parameters = parameters();
    loaded.restore(parameters);
    Optimizer resumed = loaded.position().optimizer().create(parameters);
    resumed.restore(loaded.optimizer());
    train(resumed, 4, 9);
    for (int i = 0; i < whole.size(); i++) {
      assertArrayEquals(values(whole.get(i)), values(parameters.get(i)), 0);
    }
    assertEquals(9, resumed.stepCount());
    assertEquals(List.of(), skipped);
  }

  private static float[] values(ParameterState parameter) {
    float[] values = new float[parameter.size()];
    parameter.value().get(0, values);
    return values;
  }

  @Test
  void filesAreWhatOtherToolsCanRead() throws IOException {
    Path directory = store(1).save(checkpoint(2));
    try (SafetensorsFile file =
        SafetensorsFile.open(directory.resolve(CheckpointFiles.TRAINABLE))) {
      assertArrayEquals(
          new long[] {1, 3}, file.header("encoder.layer.0/LayerNorm.weight").shape().sizes());
      assertEquals("2", file.metadata().get("step"));
    }
    try (SafetensorsFile file =
        SafetensorsFile.open(directory.resolve(CheckpointFiles.OPTIMIZER))) {
      assertTrue(file.contains("exp_avg_sq.bias"));
      assertEquals(4, file.headers().size());
    }
    String state = Files.readString(directory.resolve(CheckpointFiles.STATE));
    assertTrue(state.contains("\"kind\" : \"cosine\""), state);
    assertTrue(state.contains("\"base_model_digest\" : \"" + BASE + "\""), state);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trainable.safetensors", "optimizer.safetensors", "state.json"})
  void fallsBackToAnOlderOneWhenAFileIsDamagedOrMissing(String name) throws IOException {
    CheckpointStore store = store(3);
    store.save(checkpoint(1));
    store.save(checkpoint(2));
    Path file = store.save(checkpoint(3)).resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i += 7) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 0x11;
      Files.write(file, damaged);
      long step = newest(store).position().step();
      assertTrue(step == 2 || name.equals("state.json"), "byte " + i + " of " + name);
    }
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertEquals(2, newest(store).position().step());
    Files.delete(file);
    skipped.clear();
    assertEquals(2, newest(store).position().step());
    assertEquals(1, skipped.size());
    assertTrue(skipped.get(0).contains("checkpoint-3"), skipped.get(0));
    Files.write(file, bytes);
    assertEquals(3, newest(store).position().step());
  }

  @Test
  void keepsTheNewestIntactOnes() throws IOException {
    CheckpointStore store = store(2);
    for (int step = 1; step <= 4; step++) {
      store.save(checkpoint(step));
    }
    assertEquals(List.of(4L, 3L), store.steps());
    Files.delete(store.path(4).resolve(CheckpointFiles.STATE));
    store.save(checkpoint(5));
    assertEquals(List.of(5L, 4L, 3L), store.steps());
    store.save(checkpoint(6));
    assertEquals(List.of(6L, 5L), store.steps());
  }

  @Test
  void replacesADamagedCheckpointOfTheSameStep() throws IOException {
    CheckpointStore store = store(2);
    Files.delete(store.save(checkpoint(1)).resolve(CheckpointFiles.TRAINABLE));
    assertEquals(Optional.empty(), store.newest(skipped::add));
    store.save(checkpoint(1));
    assertEquals(1, newest(store).position().step());
  }

  @Test
  void takesNoNoticeOfWhatAKilledProcessOrAPersonLeft() throws IOException {
    CheckpointStore store = store(1);
    assertEquals(Optional.empty(), store.newest(skipped::add));
    store.save(checkpoint(1));
    Path run = folder.resolve("run");
    Files.createDirectory(run.resolve(".checkpoint-9.half.lntune-tmp"));
    Files.createDirectory(run.resolve("checkpoint-007"));
    Files.createDirectory(run.resolve("checkpoint-best"));
    Files.writeString(run.resolve("checkpoint-8"), "a file");
    assertEquals(List.of(1L), store.steps());
    store.save(checkpoint(2));
    assertTrue(Files.notExists(run.resolve(".checkpoint-9.half.lntune-tmp")));
    assertTrue(Files.exists(run.resolve("checkpoint-best")));
    assertEquals(List.of(), skipped);
  }

  @Test
  void refusesOtherTensorsAndChangesNothing() {
    RunCheckpoint saved = checkpoint(1);
    List<ParameterState> other =
        List.of(parameter("encoder.layer.0/LayerNorm.weight", 9, 9, 9), parameter("bias", 9));
    LntuneException failure = assertThrows(LntuneException.class, () -> saved.restore(other));
    assertTrue(failure.what().contains("bias"), failure.what());
    assertEquals(9, other.get(0).value().get(0));
    assertThrows(LntuneException.class, () -> saved.restore(List.of(parameter("bias", 1, 2))));
    assertThrows(
        LntuneException.class,
        () -> saved.restore(List.of(parameter("a", 1, 2, 3), parameter("bias", 1, 2))));
    assertThrows(LntuneException.class, () -> store(0));
  }
}

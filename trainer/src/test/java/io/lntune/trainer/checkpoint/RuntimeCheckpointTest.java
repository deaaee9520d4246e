package io.lntune.trainer.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.checkpoint.CheckpointProperties;
import io.lntune.graph.emit.checkpoint.OptimizerGroup;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.data.SamplerState;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.optimizer.CosineSchedule;
import io.lntune.trainer.optimizer.OptimizerSettings;
import io.lntune.trainer.optimizer.OptimizerState;
import io.lntune.trainer.optimizer.SgdSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RuntimeCheckpointTest {
  private static final String NAME = "encoder/LayerNorm.weight";
  private static final float[] VALUE = {1, -2, 0.25f};
  private static final float[] MEAN = {0.5f, 0, -1};
  private static final float[] SQUARE = {4, 0, 9};

  @TempDir private Path folder;

  private static RunPosition position(OptimizerSettings settings) {
    return new RunPosition(
        7,
        new SamplerState(3, 1, 4),
        new CosineSchedule(0.125, 2, 50),
        settings,
        "crc32c:01234567",
        Map.of("best_loss", "0.5"));
  }

  private static RunCheckpoint adamW() {
    OptimizerState state = new OptimizerState(7);
    state.put("exp_avg", NAME, MEAN);
    state.put("exp_avg_sq", NAME, SQUARE);
    return new RunCheckpoint(
        position(AdamWSettings.DEFAULT), List.of(NamedArray.ofFloats(NAME, VALUE, 1, 3)), state);
  }

  private TrainingCheckpoint written(RunCheckpoint run) {
    Path file = folder.resolve("checkpoint");
    RuntimeCheckpoint.of(run).write(file, true);
    return TrainingCheckpoint.read(file);
  }

  @Test
  void aRunComesBackAsItWent() {
    RunCheckpoint back = RuntimeCheckpoint.toRun(written(adamW()), position(SgdSettings.DEFAULT));

    assertEquals(position(AdamWSettings.DEFAULT), back.position());
    assertEquals(Shape.of(1, 3), back.trainable().get(0).shape());
    assertEquals(adamW().trainable().get(0).bytes(), back.trainable().get(0).bytes());
    assertEquals(7, back.optimizer().step());
    assertArrayEquals(MEAN, back.optimizer().get("exp_avg", NAME).orElseThrow());
    assertArrayEquals(SQUARE, back.optimizer().get("exp_avg_sq", NAME).orElseThrow());
  }

  @Test
  void theRuntimeFindsItsOwnNames() {
    TrainingCheckpoint written = written(adamW());

    OptimizerGroup group = written.groups().get(0);
    assertEquals("group0", group.name());
    assertEquals(7, group.step());
    assertEquals(0.125f, group.initialLearningRate());
    List<Tensor> moments = group.parameters().get(0).moments();
    assertEquals(List.of("momentum0", "momentum1"), moments.stream().map(Tensor::name).toList());
    assertEquals(Tensor.ofFloats("", Shape.of(1, 3), MEAN).bytes(), moments.get(0).bytes());
  }

  @Test
  void stepsThatTheRuntimeMadeCount() {
    TrainingCheckpoint written = written(adamW());
    OptimizerGroup group = written.groups().get(0);
    TrainingCheckpoint later =
        written.withGroups(
            List.of(
                new OptimizerGroup(
                    group.name(), 9, group.initialLearningRate(), group.parameters())));

    RunCheckpoint back = RuntimeCheckpoint.toRun(later, position(AdamWSettings.DEFAULT));

    assertEquals(9, back.position().step());
    assertEquals(9, back.optimizer().step());
  }

  @Test
  void plainDescentHasAMomentThatNothingReads() {
    RunCheckpoint run =
        new RunCheckpoint(
            position(SgdSettings.DEFAULT), adamW().trainable(), new OptimizerState(7));

    TrainingCheckpoint written = written(run);

    assertEquals(1, written.groups().get(0).parameters().get(0).moments().size());
    RunCheckpoint back = RuntimeCheckpoint.toRun(written, position(SgdSettings.DEFAULT));
    assertTrue(back.optimizer().slots().isEmpty());
  }

  @Test
  void aForeignCheckpointGetsThePositionOfTheCaller() {
    TrainingCheckpoint foreign = written(adamW()).withProperties(CheckpointProperties.NONE);

    RunCheckpoint back = RuntimeCheckpoint.toRun(foreign, position(AdamWSettings.DEFAULT));

    assertEquals(position(AdamWSettings.DEFAULT), back.position());
  }

  @Test
  void beforeTheFirstStepMomentsAreZero() {
    TrainingCheckpoint fresh =
        TrainingCheckpoint.of(List.of(Tensor.ofFloats(NAME, Shape.of(1, 3), VALUE)));

    RunCheckpoint run = RuntimeCheckpoint.toRun(fresh, position(AdamWSettings.DEFAULT));

    assertEquals(0, run.position().step());
    assertArrayEquals(new float[3], run.optimizer().get("exp_avg", NAME).orElseThrow());
  }

  @Test
  void missingMomentsAndNominalCheckpointsAreRefused() {
    TrainingCheckpoint written = written(adamW());
    OptimizerGroup group = new OptimizerGroup("group0", 7, 1, List.of());
    RunPosition position = position(AdamWSettings.DEFAULT);

    assertThrows(
        LntuneException.class,
        () -> RuntimeCheckpoint.toRun(written.withGroups(List.of(group)), position));
    assertThrows(
        LntuneException.class, () -> RuntimeCheckpoint.toRun(written.withoutValues(), position));
  }
}

package io.lntune.trainer.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.TrainingPlanner;
import io.lntune.graph.tag.TargetSelector;
import io.lntune.trainer.data.BatchLimits;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.data.DatasetOptions;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.engine.PrefixModel;
import io.lntune.trainer.engine.StepModel;
import io.lntune.trainer.engine.StepModelEngine;
import io.lntune.trainer.engine.UpdateRule;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.optimizer.ParameterState;
import io.lntune.trainer.parity.CorpusData;
import io.lntune.trainer.train.Features;
import io.lntune.trainer.train.MicroBatches;
import io.lntune.trainer.train.RateSettings;
import io.lntune.trainer.train.ScheduleKind;
import io.lntune.trainer.train.TrainingLength;
import io.lntune.trainer.train.TrainingLoop;
import io.lntune.trainer.train.TrainingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training on cached prefixes of really exported models is training on the whole of them. */
final class CachedTrainingTest {
  /** Cases whose frozen prefix can be kept; fewer means that the analysis lost an export. */
  private static final int LEAST_CASES = 13;

  /** Float noise of another batch size, after nine updates. */
  private static final float TOLERANCE = 2e-5f;

  private static final int REPETITIONS = 3;
  private static final long LONG = 512;
  private static final int EPOCHS = 3;
  private static final long PLENTY = 1L << 30;
  private static final TrainingSettings SETTINGS =
      new TrainingSettings(
          TrainingLength.ofEpochs(EPOCHS),
          new BatchLimits(4, 0, true),
          1,
          new RateSettings(1e-2, ScheduleKind.CONSTANT, 0, 0),
          new UpdateRule(AdamWSettings.DEFAULT, 1),
          5,
          100);

  @TempDir private Path folder;

  static List<Path> cases() {
    return CorpusData.cases();
  }

  @Test
  void mostExportsHaveAPrefixThatCanBeKept() {
    List<String> kept = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (Path each : cases()) {
      TrainingPlan plan = plan(each);
      (plan.prefix().isPresent() ? kept : refused)
          .add(each.getFileName() + ": " + plan.prefix().obstacle());
    }
    assertTrue(kept.size() >= LEAST_CASES, refused.toString());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void endsLikeTrainingOfTheWholeModel(Path parity) {
    TrainingPlan plan = plan(parity);
    if (plan.prefix().isPresent()) {
      float[] whole = whole(plan, data(parity, plan));
      CacheFigures figures = assertNear(whole, parity, plan, new MemoryStore(PLENTY));
      assertEquals(9, figures.misses());
      assertEquals(9 * (EPOCHS - 1), figures.hits());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-seq-ts17", "gpt2-lm-ts17", "vit-img-dy18"})
  void memoryDiskAndNoRoomGiveTheSameBits(String name) {
    Path parity = named(name);
    TrainingPlan plan = plan(parity);
    List<CacheFigures> figures = new ArrayList<>();
    float[] inMemory = cached(plan, data(parity, plan), new MemoryStore(PLENTY), figures);
    long room = figures.get(0).bytes() / 2;
    assertArrayEquals(
        inMemory, cached(plan, data(parity, plan), new MemoryStore(0), new ArrayList<>()));
    try (DiskStore disk = DiskStore.open(folder.resolve("disk"), "same", PLENTY, note -> {})) {
      assertArrayEquals(inMemory, cached(plan, data(parity, plan), disk, new ArrayList<>()));
    }
    try (DiskStore disk = DiskStore.open(folder.resolve("small"), "same", room, note -> {})) {
      assertArrayEquals(inMemory, cached(plan, data(parity, plan), disk, figures));
      assertTrue(figures.get(1).full());
      assertTrue(figures.get(1).bytes() <= room, figures.toString());
      assertTrue(figures.get(1).hits() > 0, figures.toString());
    }
  }

  @Test
  void attentionAfterThePrefixMayBeComputedAgain() {
    Path parity = named("gpt2-lm-ts17");
    TrainingPlanner planner = new TrainingPlanner(OperatorTarget.ONNX_RUNTIME);
    TrainingPlan plan = lastBlock(parity, planner);
    TrainingPlan forLong = lastBlock(parity, planner.withSequence(LONG));
    assertTrue(forLong.prefix().suffix().size() > plan.prefix().suffix().size());
    assertNear(whole(plan, data(parity, plan)), parity, forLong, new MemoryStore(PLENTY));
  }

  /** Trains the norms from before the last attention on. */
  private static TrainingPlan lastBlock(Path parity, TrainingPlanner planner) {
    return planner.plan(
        parity.resolve("model.onnx"),
        TargetSelector.parse(".*h\\.1\\.ln.*|.*ln_f.*", List.of(), List.of()),
        CorpusData.loss(parity));
  }

  private CacheFigures assertNear(float[] whole, Path parity, TrainingPlan plan, EntryStore store) {
    List<CacheFigures> figures = new ArrayList<>();
    float[] values = cached(plan, data(parity, plan), store, figures);
    float largest = 0;
    for (float value : whole) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertArrayEquals(whole, values, TOLERANCE * largest, parity.toString());
    return figures.get(0);
  }

  private static Path named(String name) {
    return cases().stream().filter(each -> each.endsWith(name)).findFirst().orElseThrow();
  }

  private static TrainingPlan plan(Path parity) {
    return LateNorms.plan(parity.resolve("model.onnx"), CorpusData.loss(parity));
  }

  private Dataset data(Path parity, TrainingPlan plan) {
    Path file = folder.resolve("data.safetensors");
    CorpusData.write(parity, plan, REPETITIONS, file);
    return Features.open(file, plan, DatasetOptions.DEFAULT);
  }

  private static float[] whole(TrainingPlan plan, Dataset data) {
    try (data;
        StepModelEngine engine =
            new StepModelEngine(plan, EngineOptions.DEFAULT, SETTINGS.rule())) {
      return train(engine, plan, data);
    }
  }

  private static float[] cached(
      TrainingPlan plan, Dataset data, EntryStore store, List<CacheFigures> figures) {
    StepModel suffix = StepModel.afterPrefix(plan, EngineOptions.DEFAULT);
    try (data;
        PrefixModel prefix = new PrefixModel(plan, EngineOptions.DEFAULT);
        StepModelEngine engine = new StepModelEngine(suffix, SETTINGS.rule())) {
      CachedDataset cached = new CachedDataset(data, plan.prefix(), prefix::run, store);
      float[] values = train(engine, plan, cached);
      figures.add(cached.figures());
      return values;
    }
  }

  private static float[] train(StepModelEngine engine, TrainingPlan plan, Dataset data) {
    new TrainingLoop(
            engine, plan, data, SETTINGS, MicroBatches.automatic(plan.division(), 0), List.of())
        .run();
    List<Float> values = new ArrayList<>();
    for (ParameterState parameter : engine.parameters()) {
      for (int i = 0; i < parameter.value().limit(); i++) {
        values.add(parameter.value().get(i));
      }
    }
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }
}

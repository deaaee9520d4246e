package io.lntune.trainer.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.engine.OrtTrainingEngine;
import io.lntune.trainer.engine.StepModelEngine;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.engine.TrainingEngineFactory;
import io.lntune.trainer.engine.TrainingLibrary;
import io.lntune.trainer.engine.UpdateRule;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.optimizer.OptimizerSettings;
import io.lntune.trainer.optimizer.SgdSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that one engine began and the other finished ends as one that had one engine. */
@Tag("ort-training")
final class EngineSwitchTest {
  private static final int STEPS = 5;
  private static final int INTERRUPTED_AFTER = 2;

  /** Float32 sums in another order, through five updates of at most 1e-2. */
  private static final float SAME_VALUE = 2e-5f;

  private static final EngineOptions ONE_THREAD = EngineOptions.DEFAULT.withThreads(1);

  @TempDir private Path folder;

  @BeforeAll
  static void selectTheLibrary() {
    TrainingLibrary.select();
  }

  private static TrainingEngine java(TrainingPlan plan, UpdateRule rule) {
    return new StepModelEngine(plan, ONE_THREAD, rule);
  }

  private static TrainingEngine official(TrainingPlan plan, UpdateRule rule) {
    return OrtTrainingEngine.of(plan, ONE_THREAD, rule);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endsAsWithOneEngine(boolean officialFirst) {
    Digits digits = new Digits();
    Path artifacts = digits.emit(folder.resolve("artifacts"));
    TrainingEngineFactory first =
        officialFirst ? EngineSwitchTest::official : EngineSwitchTest::java;
    TrainingEngineFactory second =
        officialFirst ? EngineSwitchTest::java : EngineSwitchTest::official;
    for (OptimizerSettings optimizer : List.of(AdamWSettings.DEFAULT, SgdSettings.DEFAULT)) {
      TrainingSettings settings =
          Digits.settings(STEPS, 16, 2, 1, 1, optimizer).withCheckpointSteps(INTERRUPTED_AFTER);
      Path run = folder.resolve("run-" + optimizer.getClass().getSimpleName());
      List<Float> whole = digits.train(settings).values();
      TrainingRun training = new TrainingRun(artifacts, digits.plan(), settings);
      TrainingListener powerCut =
          new TrainingListener() {
            @Override
            public void onStep(TrainingState state) {
              if (state.step() == INTERRUPTED_AFTER) {
                throw new IllegalStateException("power cut");
              }
            }
          };
      try (TrainingEngine engine = first.open(digits.plan(), settings.rule());
          Dataset data = digits.trainingData()) {
        assertThrows(
            IllegalStateException.class,
            () -> training.run(engine, data, run, false, List.of(powerCut)));
      }
      try (TrainingEngine engine = second.open(digits.plan(), settings.rule());
          Dataset data = digits.trainingData()) {
        training.run(engine, data, run, true, List.of());
        assertEquals(STEPS, engine.updates());
        List<Float> resumed = Digits.values(engine);
        for (int i = 0; i < whole.size(); i++) {
          assertEquals(whole.get(i), resumed.get(i), SAME_VALUE);
        }
      }
    }
  }
}

package io.lntune.trainer.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.optimizer.OptimizerSettings;
import io.lntune.trainer.optimizer.ParameterState;
import io.lntune.trainer.optimizer.SgdSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX Runtime Training makes the updates that Java makes. */
@Tag("ort-training")
final class OrtTrainingEngineTest {
  /** The runtimes sum float32 in another order; a few updates of 1e-2 carry that into values. */
  private static final double SAME_VALUE = 1e-5;

  private static final double SAME_LOSS = 1e-5;
  private static final int STEPS = 5;
  private static final double RATE = 1e-2;
  private static final EngineOptions ONE_THREAD = EngineOptions.DEFAULT.withThreads(1);
  private static final UpdateRule ADAMW =
      new UpdateRule(AdamWSettings.DEFAULT.withWeightDecay(0.01), 0);

  private final List<TrainingEngine> opened = new ArrayList<>();
  private ReferenceModel model;

  @BeforeAll
  static void selectTheLibrary() {
    TrainingLibrary.select();
  }

  @BeforeEach
  void open() {
    model = new ReferenceModel("bert-seq-ts17", OperatorTarget.ONNX_RUNTIME);
  }

  @AfterEach
  void close() {
    opened.forEach(TrainingEngine::close);
    model.close();
  }

  private TrainingEngine java(UpdateRule rule) {
    return keep(new StepModelEngine(model.plan(), ONE_THREAD, rule));
  }

  private TrainingEngine official(UpdateRule rule) {
    return keep(OrtTrainingEngine.of(model.plan(), ONE_THREAD, rule));
  }

  private TrainingEngine keep(TrainingEngine engine) {
    opened.add(engine);
    return engine;
  }

  private UpdateResult update(TrainingEngine engine) {
    engine.add(model.batch(), 1);
    return engine.update(RATE);
  }

  private static void assertSameValues(TrainingEngine expected, TrainingEngine actual) {
    List<ParameterState> wanted = expected.parameters();
    List<ParameterState> found = actual.parameters();
    assertEquals(wanted.size(), found.size());
    for (int i = 0; i < wanted.size(); i++) {
      assertEquals(wanted.get(i).name(), found.get(i).name());
      for (int j = 0; j < wanted.get(i).size(); j++) {
        assertEquals(
            wanted.get(i).value().get(j),
            found.get(i).value().get(j),
            SAME_VALUE,
            wanted.get(i).name());
      }
    }
  }

  private void assertSameUpdates(UpdateRule rule) {
    TrainingEngine expected = java(rule);
    TrainingEngine actual = official(rule);
    for (int i = 0; i < STEPS; i++) {
      UpdateResult wanted = update(expected);
      UpdateResult found = update(actual);
      assertEquals(wanted.loss(), found.loss(), SAME_LOSS);
      assertEquals(wanted.gradientNorm(), found.gradientNorm(), SAME_LOSS);
    }
    assertEquals(STEPS, actual.updates());
    assertSameValues(expected, actual);
  }

  static Stream<OptimizerSettings> optimizers() {
    return Stream.of(
        AdamWSettings.DEFAULT,
        AdamWSettings.DEFAULT.withBetas(0.8, 0.95).withEpsilon(1e-6).withWeightDecay(0.1),
        SgdSettings.DEFAULT);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void makesTheUpdatesThatJavaMakes(OptimizerSettings optimizer) {
    assertSameUpdates(new UpdateRule(optimizer, 0));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void clipsAsJavaDoes(OptimizerSettings optimizer) {
    assertSameUpdates(new UpdateRule(optimizer, 0.05));
  }

  @Test
  void inputsAreFoundByNameInAnyOrder() {
    TrainingEngine engine = official(ADAMW);
    double loss = update(engine).loss();
    List<NamedArray> reversed = new ArrayList<>(model.batch());
    Collections.reverse(reversed);
    TrainingEngine other = official(ADAMW);
    assertEquals(loss, other.evaluate(reversed).loss(), SAME_LOSS);
    other.add(reversed, 1);
    assertEquals(loss, other.update(RATE).loss(), SAME_LOSS);
    assertSameValues(engine, other);
  }

  /** The runtime sums, so twice the same batch would be one update of twice the gradient. */
  @Test
  void accumulatedGradientsAreAWeightedMean() {
    UpdateRule rule = new UpdateRule(SgdSettings.DEFAULT, 0);
    TrainingEngine once = official(rule);
    TrainingEngine twice = official(rule);
    double norm = update(once).gradientNorm();
    twice.add(model.batch(), 3);
    twice.add(model.batch(), 1);
    assertEquals(norm, twice.update(RATE).gradientNorm(), SAME_LOSS);
    assertSameValues(once, twice);
  }

  @Test
  void unequalBatchesAreWeightedAsInJava() {
    TrainingEngine expected = java(ADAMW);
    TrainingEngine actual = official(ADAMW);
    for (TrainingEngine engine : List.of(expected, actual)) {
      for (int i = 0; i < 2; i++) {
        engine.add(model.batch(), 3);
        engine.add(otherLabels(), 2);
        engine.update(RATE);
      }
    }
    assertSameValues(expected, actual);
  }

  private List<NamedArray> otherLabels() {
    List<NamedArray> batch = new ArrayList<>(model.batch());
    batch.replaceAll(
        array ->
            array.name().equals("labels")
                ? NamedArray.ofLongs("labels", new long[] {2, -100, 0}, 3)
                : array);
    return batch;
  }

  @Test
  void aBatchWithoutWeightIsAnUpdateWithoutGradient() {
    List<NamedArray> ignored = new ArrayList<>(model.batch());
    ignored.replaceAll(
        array ->
            array.name().equals("labels")
                ? NamedArray.ofLongs("labels", new long[] {-100, -100, -100}, 3)
                : array);
    TrainingEngine expected = java(ADAMW);
    TrainingEngine actual = official(ADAMW);
    for (TrainingEngine engine : List.of(expected, actual)) {
      update(engine);
      engine.add(ignored, 0);
      assertEquals(0, engine.update(RATE).gradientNorm());
      update(engine);
    }
    assertSameValues(expected, actual);
  }

  static Stream<List<Boolean>> directions() {
    return Stream.of(List.of(true, false), List.of(false, true), List.of(true, true));
  }

  /** Two updates by one engine and three by another are five of one. */
  @ParameterizedTest
  @MethodSource("directions")
  void continuesWhereAnotherEngineStopped(List<Boolean> official) {
    for (OptimizerSettings settings : List.of(ADAMW.optimizer(), SgdSettings.DEFAULT)) {
      UpdateRule rule = new UpdateRule(settings, 0);
      TrainingEngine whole = java(rule);
      for (int i = 0; i < STEPS; i++) {
        update(whole);
      }
      TrainingEngine first = official.get(0) ? official(rule) : java(rule);
      TrainingEngine second = official.get(1) ? official(rule) : java(rule);
      update(first);
      update(first);
      // Used before: resuming has to bring back rate, moments and step.
      update(second);
      for (int i = 0; i < first.parameters().size(); i++) {
        ParameterState from = first.parameters().get(i);
        second.parameters().get(i).value().put(0, from.value(), 0, from.size());
      }
      second.restore(first.optimizerState());
      assertEquals(2, second.updates());
      while (second.updates() < STEPS) {
        update(second);
      }
      assertSameValues(whole, second);
    }
  }

  @Test
  void evaluatingYieldsTheOutputsAndChangesNothing() {
    TrainingEngine engine = official(ADAMW);
    EvaluationResult result = engine.evaluate(model.batch());
    assertEquals(model.floats("loss")[0], result.loss(), SAME_LOSS);
    NamedArray logits = Objects.requireNonNull(result.outputs().get("logits"));
    assertTrue(Arrays.equals(new long[] {3, 3}, logits.sizes()));
    assertEquals(result.loss(), update(engine).loss(), SAME_LOSS);
  }

  @Test
  void aLossThatIsNotANumberChangesNothing() {
    TrainingEngine engine = official(ADAMW);
    update(engine);
    TrainingEngine same = official(ADAMW);
    update(same);
    engine.add(otherLabelsAllIgnored(), 1);
    LntuneException failure = assertThrows(LntuneException.class, () -> engine.update(RATE));
    assertTrue(failure.what().contains("not finite") || failure.what().contains("NaN"));
    assertEquals("step 2", failure.where());
    assertEquals(1, engine.updates());
    update(engine);
    update(same);
    assertSameValues(same, engine);
  }

  private List<NamedArray> otherLabelsAllIgnored() {
    List<NamedArray> batch = new ArrayList<>(model.batch());
    batch.replaceAll(
        array ->
            array.name().equals("labels")
                ? NamedArray.ofLongs("labels", new long[] {-100, -100, -100}, 3)
                : array);
    return batch;
  }

  @ParameterizedTest
  @ValueSource(strings = {"input_ids", "labels"})
  void aMissingArrayIsNamed(String name) {
    TrainingEngine engine = official(ADAMW);
    List<NamedArray> batch = new ArrayList<>(model.batch());
    batch.removeIf(array -> array.name().equals(name));
    engine.add(batch, 1);
    LntuneException failure = assertThrows(LntuneException.class, () -> engine.update(RATE));
    assertEquals(LntuneException.Kind.BAD_INPUT, failure.kind());
    assertTrue(failure.what().contains("'" + name + "'"), failure.what());
  }

  @Test
  void whatTheRuntimeCannotDoIsRefused() {
    LntuneException failure =
        assertThrows(
            LntuneException.class,
            () -> official(new UpdateRule(SgdSettings.DEFAULT.withMomentum(0.9), 0)));
    assertEquals(LntuneException.Kind.UNSUPPORTED, failure.kind());
  }

  @Test
  void theStateOfAnotherOptimizerIsRefused() {
    TrainingEngine adam = official(ADAMW);
    update(adam);
    TrainingEngine sgd = official(new UpdateRule(SgdSettings.DEFAULT, 0));
    assertThrows(LntuneException.class, () -> sgd.restore(adam.optimizerState()));
    assertThrows(LntuneException.class, () -> adam.restore(sgd.optimizerState()));
  }
}

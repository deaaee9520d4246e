package io.lntune.trainer.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.trainer.data.NamedArray;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StepModelTest {
  /** PyTorch and ONNX Runtime add up float32 numbers in another order. */
  private static final double FLOAT_NOISE = 2e-6;

  private ReferenceModel model;
  private StepModel engine;

  @BeforeEach
  void open() {
    open(OperatorTarget.ONNX_RUNTIME);
  }

  private void open(OperatorTarget target) {
    model = new ReferenceModel("bert-seq-ts17", target);
    engine = new StepModel(model.plan(), EngineOptions.DEFAULT.withThreads(1));
  }

  @AfterEach
  void close() {
    engine.close();
    model.close();
  }

  private static float[] copy(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    buffer.get(0, values);
    return values;
  }

  private List<float[]> values() {
    return engine.parameters().stream().map(parameter -> copy(parameter.value())).toList();
  }

  private List<float[]> gradients() {
    return engine.gradients().stream().map(StepModelTest::copy).toList();
  }

  private static void assertSameNumbers(List<float[]> expected, List<float[]> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i));
    }
  }

  @ParameterizedTest
  @EnumSource(OperatorTarget.class)
  void lossAndGradientsAreThoseOfPyTorch(OperatorTarget target) {
    close();
    open(target);
    StepResult result = engine.step(model.batch());
    assertEquals(model.floats("loss")[0], result.loss(), FLOAT_NOISE);
    for (int i = 0; i < engine.parameters().size(); i++) {
      String name = engine.parameters().get(i).planned().name();
      float[] gradient = copy(engine.gradients().get(i));
      float[] expected = model.floats("grad." + name);
      assertEquals(expected.length, gradient.length, name);
      for (int j = 0; j < expected.length; j++) {
        assertEquals(expected[j], gradient[j], FLOAT_NOISE, name);
      }
    }
  }

  @Test
  void startsWithTheValuesOfTheBase() {
    assertEquals(10, engine.parameters().size());
    for (TrainableParameter parameter : engine.parameters()) {
      assertArrayEquals(
          model.floats("init." + parameter.planned().name()), copy(parameter.value()));
    }
  }

  @Test
  void evaluatingComputesTheSameLossAndChangesNothing() {
    List<float[]> before = values();
    double loss = engine.step(model.batch()).loss();
    List<float[]> gradients = gradients();
    EvaluationResult result = engine.evaluate(model.batch());
    assertEquals(loss, result.loss(), FLOAT_NOISE);
    NamedArray logits = Objects.requireNonNull(result.outputs().get("logits"));
    assertArrayEquals(new long[] {3, 3}, logits.sizes());
    assertSameNumbers(before, values());
    assertSameNumbers(gradients, gradients());
  }

  @Test
  void theSameStepGivesTheSameNumbers() {
    double loss = engine.step(model.batch()).loss();
    List<float[]> first = gradients();
    assertEquals(loss, engine.step(model.batch()).loss());
    assertSameNumbers(first, gradients());
  }

  @Test
  void changedParametersAreSeenByTheNextRun() {
    double before = engine.step(model.batch()).loss();
    for (int i = 0; i < engine.parameters().size(); i++) {
      FloatBuffer value = engine.parameters().get(i).value();
      for (int j = 0; j < value.capacity(); j++) {
        value.put(j, value.get(j) - 0.1f * engine.gradients().get(i).get(j));
      }
    }
    double after = engine.step(model.batch()).loss();
    assertTrue(after < before, after + " after " + before);
    assertEquals(after, engine.evaluate(model.batch()).loss(), FLOAT_NOISE);
  }

  @Test
  void gradientsStayInTheSameMemory() {
    FloatBuffer first = engine.gradients().get(0);
    engine.step(model.batch());
    assertSame(first, engine.gradients().get(0));
    assertNotEquals(0, first.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"input_ids", "labels"})
  void aMissingArrayIsNamed(String name) {
    List<NamedArray> batch = new ArrayList<>(model.batch());
    batch.removeIf(array -> array.name().equals(name));
    LntuneException failure = assertThrows(LntuneException.class, () -> engine.step(batch));
    assertEquals(LntuneException.Kind.BAD_INPUT, failure.kind());
    assertTrue(failure.what().contains("'" + name + "'"), failure.what());
    assertThrows(LntuneException.class, () -> engine.evaluate(batch));
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000_000, -1_000_000})
  void aTokenOutsideTheVocabularyIsBadInput(long token) {
    List<NamedArray> batch = new ArrayList<>(model.batch());
    for (int i = 0; i < batch.size(); i++) {
      NamedArray array = batch.get(i);
      if (array.name().equals("input_ids")) {
        long[] ids = new long[Math.toIntExact(array.elementCount())];
        array.longs().get(ids);
        ids[0] = token;
        batch.set(i, NamedArray.ofLongs("input_ids", ids, array.sizes()));
      }
    }
    LntuneException failure = assertThrows(LntuneException.class, () -> engine.step(batch));
    assertEquals(LntuneException.Kind.BAD_INPUT, failure.kind());
    assertTrue(failure.what().contains("indices element out of data bounds"), failure.what());
    assertThrows(LntuneException.class, () -> engine.evaluate(batch));
    assertEquals(model.floats("loss")[0], engine.step(model.batch()).loss(), FLOAT_NOISE);
  }

  @Test
  void anArrayOfAnotherRankIsBadInput() {
    List<NamedArray> batch = new ArrayList<>(model.batch());
    batch.replaceAll(
        array ->
            array.name().equals("input_ids")
                ? NamedArray.of(array.name(), array.type(), array.bytes(), array.elementCount())
                : array);
    LntuneException failure = assertThrows(LntuneException.class, () -> engine.step(batch));
    assertEquals(LntuneException.Kind.BAD_INPUT, failure.kind());
  }

  @Test
  void closingTwiceIsHarmless() {
    engine.step(model.batch());
    engine.evaluate(model.batch());
    engine.close();
    engine.close();
  }
}

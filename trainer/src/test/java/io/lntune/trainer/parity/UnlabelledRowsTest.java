package io.lntune.trainer.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.TrainingPlanner;
import io.lntune.graph.precision.BasePrecision;
import io.lntune.graph.tag.TargetSelector;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.engine.StepModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows without a label, of which a step of a language model computes nothing. */
final class UnlabelledRowsTest {
  private static final Path FOLDER = Path.of(System.getProperty("lntune.models")).resolve("parity");
  private static final EngineOptions ONE_THREAD = EngineOptions.DEFAULT.withThreads(1);

  /** Relative to the largest gradient; sums in another order differ in the last digits. */
  private static final double ROUNDING = 1e-5;

  @ParameterizedTest
  @ValueSource(strings = {"gpt2-lm-ts17", "gpt2-legacy-ts13", "llama-lm-ts14", "gemma-lm-ts14"})
  void gradientsOfSomeLabelsAddUpToThoseOfAll(String name) {
    try (ParityCase parity = ParityCase.open(FOLDER.resolve(name))) {
      TrainingPlan plan = plan(parity, BasePrecision.STORED);
      try (StepModel model = new StepModel(plan, ONE_THREAD)) {
        Labels all = new Labels(plan, parity, position -> true);
        Labels some = new Labels(plan, parity, position -> position % 3 == 1);
        Labels others = new Labels(plan, parity, position -> position % 3 != 1);
        assertEquals(all.count, some.count + others.count);
        assertTrue(some.count > 0 && others.count > 0);
        double[] expected = gradients(model, all);
        double[] first = gradients(model, some);
        double[] second = gradients(model, others);
        double[] actual = new double[expected.length];
        for (int i = 0; i < actual.length; i++) {
          actual[i] = (first[i] * some.count + second[i] * others.count) / all.count;
        }
        assertArrayEquals(expected, actual, ROUNDING * Numbers.maxAbs(expected));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"gpt2-lm-ts17, STORED", "gpt2-lm-ts17, INT8", "llama-lm-ts14, INT4"})
  void aStepWithoutAnyLabelEndsAsInPyTorch(String name, BasePrecision precision) {
    try (ParityCase parity = ParityCase.open(FOLDER.resolve(name))) {
      TrainingPlan plan = plan(parity, precision);
      try (StepModel model = new StepModel(plan, ONE_THREAD)) {
        Labels none = new Labels(plan, parity, position -> false);
        assertEquals(0, none.count);
        assertTrue(Double.isNaN(model.step(none.batch).loss()));
      }
    }
  }

  private static TrainingPlan plan(ParityCase parity, BasePrecision precision) {
    return new TrainingPlanner(OperatorTarget.ONNX_RUNTIME)
        .withBasePrecision(precision)
        .plan(parity.model(), TargetSelector.ALL_NORMS, parity.loss());
  }

  private static double[] gradients(StepModel model, Labels labels) {
    model.step(labels.batch);
    List<double[]> parts = new ArrayList<>();
    model.gradients().forEach(gradient -> parts.add(Numbers.of(gradient)));
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** The batch of a case with the labels at some positions only. */
  private static final class Labels {
    private final List<NamedArray> batch = new ArrayList<>();
    private int count;

    Labels(TrainingPlan plan, ParityCase parity, LongPredicate kept) {
      String label = plan.losses().get(0).labelInput();
      for (NamedArray array : ParityRunner.batch(parity, plan)) {
        batch.add(array.name().equals(label) ? chosen(array, kept) : array);
      }
    }

    private NamedArray chosen(NamedArray labels, LongPredicate kept) {
      long[] values = new long[Math.toIntExact(labels.elementCount())];
      labels.longs().get(values);
      int length = Math.toIntExact(labels.size(1));
      for (int i = 0; i < values.length; i++) {
        // The first label of a text has nothing before it to be told from.
        boolean counts = i % length > 0 && values[i] != LossSpec.IGNORE_INDEX && kept.test(i);
        values[i] = counts ? values[i] : LossSpec.IGNORE_INDEX;
        count += counts ? 1 : 0;
      }
      return NamedArray.ofLongs(labels.name(), values, labels.size(0), labels.size(1));
    }
  }
}

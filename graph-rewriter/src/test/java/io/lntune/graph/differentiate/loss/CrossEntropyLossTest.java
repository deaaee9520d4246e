package io.lntune.graph.differentiate.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.reference.Array;
import io.lntune.graph.reference.DirectionalCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CrossEntropyLossTest {
  /** Truncation and rounding of a central difference with step 1e-5 in double precision. */
  private static final double TOLERANCE = 1e-6;

  /** The sums below are of a few terms near 1, in double precision. */
  private static final double ROUNDING = 1e-12;

  private static final long NONE = LossSpec.IGNORE_INDEX;
  private static final List<Double> WEIGHTS = List.of(0.5, 2.0, 1.0, 0.25);
  private static final Array FLAT = draw(5, 4);
  private static final Array FLAT_LABELS = Array.longs(new long[] {5}, 0, NONE, 3, 2, 2);
  private static final Array SEQUENCE = draw(2, 3, 4);
  private static final Array SEQUENCE_LABELS =
      Array.longs(new long[] {2, 3}, 0, NONE, 3, 1, 2, NONE);

  static List<LossSpec.CrossEntropy> specs() {
    List<LossSpec.CrossEntropy> list = new ArrayList<>();
    for (double smoothing : new double[] {0, 0.1, 1}) {
      for (List<Double> weights : List.of(List.<Double>of(), WEIGHTS)) {
        for (long ignored : new long[] {NONE, 2}) {
          list.add(new LossSpec.CrossEntropy("", ignored, smoothing, weights, false));
        }
      }
    }
    return list;
  }

  @ParameterizedTest
  @MethodSource("specs")
  void gradientOfRows(LossSpec.CrossEntropy spec) {
    // -100 is only a label where it is ignored.
    Array labels = spec.ignoreIndex() == NONE ? FLAT_LABELS : FLAT_LABELS.map(v -> v < 0 ? 1 : v);
    assertGradient(spec, FLAT, labels);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void gradientOfSequences(LossSpec.CrossEntropy spec) {
    Array labels =
        spec.ignoreIndex() == NONE ? SEQUENCE_LABELS : SEQUENCE_LABELS.map(v -> v < 0 ? 1 : v);
    assertGradient(spec, SEQUENCE, labels);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void gradientOfCausalSequences(LossSpec.CrossEntropy spec) {
    LossSpec.CrossEntropy shifted =
        new LossSpec.CrossEntropy(
            "", spec.ignoreIndex(), spec.labelSmoothing(), spec.classWeights(), true);
    Array labels =
        spec.ignoreIndex() == NONE ? SEQUENCE_LABELS : SEQUENCE_LABELS.map(v -> v < 0 ? 1 : v);
    assertGradient(shifted, SEQUENCE, labels);
    Array gradient = graph(shifted, SEQUENCE, labels).evaluate().gradient();
    for (int k = 0; k < 4; k++) {
      assertEquals(0, gradient.get(0, 2, k), "the last position predicts nothing");
      assertEquals(0, gradient.get(1, 2, k), "the last position predicts nothing");
    }
  }

  @Test
  void ignoredRowsHaveNoGradientAndTheMeanIsOverTheOthers() {
    LossGraph.Result result = graph(plain(), FLAT, FLAT_LABELS).evaluate();
    double sum = 0;
    for (int row = 0; row < 5; row++) {
      long label = FLAT_LABELS.toLongs()[row];
      double total = 0;
      for (int k = 0; k < 4; k++) {
        total += result.gradient().get(row, k);
        assertTrue(label != NONE || result.gradient().get(row, k) == 0);
      }
      assertEquals(0, total, ROUNDING, "probabilities sum to 1");
      sum += label == NONE ? 0 : logSumExp(row) - FLAT.get(row, (int) label);
    }
    assertEquals(sum / 4, result.loss().item(), ROUNDING);
  }

  @Test
  void labelsHaveTheShapeOfTheLogitsWithoutTheClasses() {
    Shape shape = new Shape(List.of(Dim.symbolic("batch"), Dim.of(3), Dim.of(4)));
    LossGraph graph = new LossGraph(plain(), SEQUENCE, shape, SEQUENCE_LABELS);
    assertEquals(DataType.INT64, graph.loss().label().elementType());
    assertEquals(
        new Shape(List.of(Dim.symbolic("batch"), Dim.of(3))), graph.loss().label().shape());
    assertArrayEquals(SEQUENCE.dims(), graph.evaluate().gradient().dims());
  }

  @Test
  void theGradientHasTheTypeOfThePredictionsAndTheLossIsFloat32() {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16)) {
      LossGraph graph = graph(plain(), FLAT.as(type), FLAT_LABELS);
      assertEquals(type, graph.gradientType());
      assertEquals(type, graph.run().gradient().type());
      assertEquals(DataType.FLOAT, graph.run().loss().type());
    }
  }

  private static void assertGradient(LossSpec spec, Array logits, Array labels) {
    DirectionalCheck.Outcome outcome = graph(spec, logits, labels).check();
    assertTrue(outcome.relativeError() < TOLERANCE, outcome.detail());
  }

  private static LossGraph graph(LossSpec spec, Array logits, Array labels) {
    return new LossGraph(spec, logits, Shape.of(logits.dims()), labels);
  }

  private static LossSpec.CrossEntropy plain() {
    return new LossSpec.CrossEntropy("", NONE, 0, List.of(), false);
  }

  private static double logSumExp(int row) {
    double sum = 0;
    for (int k = 0; k < 4; k++) {
      sum += Math.exp(FLAT.get(row, k));
    }
    return Math.log(sum);
  }

  private static Array draw(long... dims) {
    return Array.random(DataType.FLOAT, new Random(2), -3, 3, dims);
  }
}

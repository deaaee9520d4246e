package io.lntune.graph.differentiate.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.reference.Array;
import io.lntune.graph.reference.DirectionalCheck;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ElementwiseLossTest {
  /** Truncation and rounding of a central difference with step 1e-5 in double precision. */
  private static final double TOLERANCE = 1e-6;

  /** The expected numbers are exact in double precision. */
  private static final double ROUNDING = 1e-12;

  private static final long[] PAIR = {2};

  static List<LossSpec> specs() {
    return List.of(
        new LossSpec.MeanSquaredError(""),
        new LossSpec.MeanAbsoluteError(""),
        new LossSpec.BinaryCrossEntropy(""));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void gradientAgreesWithCentralDifferences(LossSpec spec) {
    for (long[] dims : new long[][] {{3, 2}, {2, 2, 2}, {4}, {}}) {
      Array predictions = Array.random(DataType.FLOAT, new Random(4), -2, 2, dims);
      Array targets = Array.random(DataType.FLOAT, new Random(5), 0, 1, dims);
      for (Shape shape : new Shape[] {Shape.of(dims), null}) {
        DirectionalCheck.Outcome outcome = new LossGraph(spec, predictions, shape, targets).check();
        assertTrue(outcome.relativeError() < TOLERANCE, outcome.detail());
      }
    }
  }

  @Test
  void squaredError() {
    LossGraph.Result result = at(specs().get(0), new double[] {1, 4}, 3, 3);
    assertEquals(2.5, result.loss().item(), ROUNDING);
    assertArrayEquals(new double[] {-2, 1}, result.gradient().data(), ROUNDING);
  }

  @Test
  void absoluteErrorHasNoGradientWhereItIsZero() {
    LossGraph.Result result = at(specs().get(1), new double[] {1, 3}, 3, 3);
    assertEquals(1, result.loss().item(), ROUNDING);
    assertArrayEquals(new double[] {-0.5, 0}, result.gradient().data(), ROUNDING);
  }

  @Test
  void binaryCrossEntropyStaysFiniteFarFromZero() {
    LossGraph.Result result = at(specs().get(2), new double[] {500, -500}, 0, 1);
    assertEquals(500, result.loss().item(), ROUNDING);
    assertArrayEquals(new double[] {0.5, -0.5}, result.gradient().data(), ROUNDING);
    result = at(specs().get(2), new double[] {500, -500}, 1, 0);
    assertEquals(0, result.loss().item(), ROUNDING);
    assertArrayEquals(new double[] {0, 0}, result.gradient().data(), ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void theGradientHasTheTypeOfThePredictionsAndTheLossIsFloat32(LossSpec spec) {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16)) {
      Array predictions = Array.of(type, PAIR, 0.5, -1);
      LossGraph graph = new LossGraph(spec, predictions, Shape.of(PAIR), Array.floats(PAIR, 0, 1));
      assertEquals(type, graph.gradientType());
      assertEquals(type, graph.run().gradient().type());
      assertEquals(DataType.FLOAT, graph.run().loss().type());
    }
  }

  private static LossGraph.Result at(LossSpec spec, double[] predictions, double... targets) {
    Array x = Array.floats(PAIR, predictions);
    return new LossGraph(spec, x, Shape.of(PAIR), Array.floats(PAIR, targets)).evaluate();
  }
}

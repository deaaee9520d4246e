package io.lntune.graph.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DirectionalCheckTest {
  /** Truncation and rounding of a central difference with step 1e-5 in double precision. */
  private static final double TOLERANCE = 1e-8;

  private static final long SEED = 11;

  private final SingleNode node = SingleNode.onnx("MatMul").in(3, 4).in(4, 5);
  private final Graph graph = node.graph();
  private final Map<String, Array> feeds = node.feeds();
  private final Array upstream = Array.random(DataType.FLOAT, new Random(3), -1, 1, 3, 5);

  @Test
  void acceptsTheRightGradient() {
    assertTrue(error("x0", gradientOfLeft()) < TOLERANCE);
    Array right =
        MatrixProducts.matMul(
            Rearrangements.transpose(Objects.requireNonNull(feeds.get("x0")), 1, 0), upstream);
    assertTrue(error("x1", right) < TOLERANCE);
  }

  @Test
  void rejectsAWrongFactorSignElementOrShape() {
    assertTrue(error("x0", gradientOfLeft().map(v -> 1.001 * v)) > 1e-4);
    assertTrue(error("x0", gradientOfLeft().map(v -> -v)) > 1);
    assertTrue(error("x0", gradientOfLeft().map(v -> 0)) > 0.9);
    Array swapped = gradientOfLeft();
    double first = swapped.data()[0];
    swapped.data()[0] = swapped.data()[1];
    swapped.data()[1] = first;
    assertTrue(error("x0", swapped) > 1e-2);
    assertEquals(Double.POSITIVE_INFINITY, error("x0", upstream));
    assertEquals(Double.POSITIVE_INFINITY, error("x0", gradientOfLeft().map(v -> Double.NaN)));
  }

  @Test
  void acceptsAZeroGradientInSpiteOfRounding() {
    SingleNode softmax = SingleNode.onnx("Softmax").in(8, 10);
    Array ones = Array.zeros(DataType.FLOAT, 8, 10).map(v -> 1);
    Array zeros = Array.zeros(DataType.FLOAT, 8, 10);
    double error =
        DirectionalCheck.relativeError(
            softmax.graph(), softmax.feeds(), "x0", zeros, "y0", ones, SEED);
    assertTrue(error < 1e-5, "error " + error);
  }

  private Array gradientOfLeft() {
    return MatrixProducts.matMul(
        upstream, Rearrangements.transpose(Objects.requireNonNull(feeds.get("x1")), 1, 0));
  }

  private double error(String input, Array gradient) {
    return DirectionalCheck.relativeError(graph, feeds, input, gradient, "y0", upstream, SEED);
  }
}

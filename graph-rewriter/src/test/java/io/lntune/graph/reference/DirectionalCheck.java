package io.lntune.graph.reference;

import io.lntune.graph.ir.Graph;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Judges an analytic gradient by central differences in double precision: along one seeded random
 * direction, and element by element for small arrays.
 *
 * <p>The scalar is L(x) = sum over outputs of sum(dY * f(x)). The reported error is |analytic -
 * numeric| relative to the larger of both, so a wrong gradient gives an error near 1 or above and a
 * right one about 1e-9; away from kinks, 1e-6 is a safe bound. Where the gradient is zero, the
 * rounding noise of the difference itself is kept below 1e-6 of the scale.
 */
public final class DirectionalCheck {
  /** Inputs up to this many elements are also checked one element at a time. */
  public static final int ELEMENTWISE_LIMIT = 64;

  /** Step for inputs of magnitude 1: balances truncation (step^2) and rounding (1e-16 / step). */
  private static final double STEP = 1e-5;

  private static final double NOISE_MARGIN = 1e6;

  private final ReferenceEvaluator evaluator = new ReferenceEvaluator();
  private final Graph graph;
  private final Map<String, Array> feeds;
  private final Map<String, Array> upstream;

  /**
   * A check of gradients of {@code graph} at the point {@code feeds}.
   *
   * @param upstream dY by output name; outputs without one do not enter the scalar
   */
  public DirectionalCheck(Graph graph, Map<String, Array> feeds, Map<String, Array> upstream) {
    this.graph = graph;
    this.feeds = Map.copyOf(feeds);
    this.upstream = Map.copyOf(upstream);
  }

  /**
   * What a check found.
   *
   * @param relativeError the worst relative error
   * @param detail where it occurred and both numbers
   */
  public record Outcome(double relativeError, String detail) {}

  /** The relative error for a graph with one upstream gradient; see {@link #check}. */
  public static double relativeError(
      Graph graph,
      Map<String, Array> feeds,
      String input,
      Array gradient,
      String output,
      Array upstream,
      long seed) {
    return new DirectionalCheck(graph, feeds, Map.of(output, upstream))
        .check(input, gradient, seed)
        .relativeError();
  }

  /**
   * Compares {@code gradient} with central differences.
   *
   * @param input name of a fed input, or of an initializer
   * @param gradient dL/dx, of the shape of the input
   * @param seed of the random direction
   */
  public Outcome check(String input, Array gradient, long seed) {
    Array x = point(input);
    if (!Arrays.equals(x.dims(), gradient.dims())) {
      return new Outcome(
          Double.POSITIVE_INFINITY, "gradient " + gradient + " has not the shape of " + x);
    }
    double step = STEP * Math.max(1, largest(x.data()));
    double floor = noise(step) * NOISE_MARGIN;
    double[] direction = new Random(seed).doubles(x.count(), -1, 1).toArray();
    double analytic = 0;
    for (int i = 0; i < direction.length; i++) {
      analytic += gradient.data()[i] * direction[i];
    }
    double numeric = slope(input, x, direction, step);
    double scale = Math.max(floor, Math.max(Math.abs(analytic), Math.abs(numeric)));
    scale = Math.max(scale, typical(gradient.data()));
    Outcome worst = outcome("along a random direction", analytic, numeric, scale);
    if (x.count() > ELEMENTWISE_LIMIT) {
      return worst;
    }
    double[] numerics = new double[x.count()];
    for (int i = 0; i < numerics.length; i++) {
      double[] unit = new double[x.count()];
      unit[i] = 1;
      numerics[i] = slope(input, x, unit, step);
    }
    double range = Math.max(floor, Math.max(largest(gradient.data()), largest(numerics)));
    for (int i = 0; i < numerics.length; i++) {
      Outcome found = outcome("at element " + i, gradient.data()[i], numerics[i], range);
      worst = found.relativeError() > worst.relativeError() ? found : worst;
    }
    return worst;
  }

  private static Outcome outcome(String where, double analytic, double numeric, double scale) {
    double difference = Math.abs(analytic - numeric);
    double error = difference == 0 ? 0 : difference / scale;
    String detail =
        String.format(Locale.ROOT, "%s: analytic %.12g, numeric %.12g", where, analytic, numeric);
    return new Outcome(Double.isNaN(error) ? Double.POSITIVE_INFINITY : error, detail);
  }

  private Array point(String input) {
    Array fed = feeds.get(input);
    return fed == null ? evaluator.evaluate(graph, feeds, input) : fed;
  }

  private double slope(String input, Array x, double[] direction, double step) {
    return (loss(input, moved(x, direction, step)) - loss(input, moved(x, direction, -step)))
        / (2 * step);
  }

  private static Array moved(Array x, double[] direction, double step) {
    Array moved = x.copy();
    for (int i = 0; i < direction.length; i++) {
      moved.data()[i] += step * direction[i];
    }
    return moved;
  }

  private double loss(String input, Array x) {
    Map<String, Array> moved = new HashMap<>(feeds);
    moved.put(input, x);
    return sum(moved, false);
  }

  /** Rounding error of one difference quotient: the absolute sum of the terms, times the ulp. */
  private double noise(double step) {
    return sum(feeds, true) * Math.ulp(1.0) / step;
  }

  private double sum(Map<String, Array> at, boolean absolute) {
    Map<String, Array> outputs = evaluator.evaluate(graph, at);
    double sum = 0;
    for (Map.Entry<String, Array> entry : upstream.entrySet()) {
      Array y = outputs.get(entry.getKey());
      if (y == null || y.count() != entry.getValue().count()) {
        throw new IllegalArgumentException(
            "upstream " + entry.getValue() + " does not fit output " + entry.getKey() + ": " + y);
      }
      for (int i = 0; i < y.count(); i++) {
        double term = entry.getValue().data()[i] * y.data()[i];
        sum += absolute ? Math.abs(term) : term;
      }
    }
    return sum;
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** Size of the product of the gradient with a random direction. */
  private static double typical(double[] gradient) {
    return Math.sqrt(Reductions.sumOfSquares(gradient) / 3);
  }
}

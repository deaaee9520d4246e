package io.lntune.graph.norm;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The statistics part of a LayerNorm or RMSNorm in elementary operators: mean of squares, plus
 * epsilon, square root, division. Accepts Pow or Mul for the square, Div, Reciprocal or 1/x for the
 * division, casts anywhere, axes as attribute or input.
 *
 * @param input x, before the mean is subtracted
 * @param centred true for LayerNorm, false for RMSNorm
 * @param epsilon constant under the root; NaN when it is computed
 * @param axes axes of the mean of squares; null when they are not constant
 * @param normalised every value that is the (centred) input divided by the root
 */
record NormCore(
    Value input,
    boolean centred,
    double epsilon,
    @Nullable List<Long> axes,
    List<Value> normalised) {
  /** Operators at which {@link #at} can find something. */
  static final Set<OpId> ROOTS = Set.of(OpId.onnx("Sqrt"), OpId.onnx("Pow"));

  /** The core around a Sqrt, or a Pow with exponent -1/2; null when there is none. */
  static @Nullable NormCore at(Node root) {
    boolean inverse = root.is("Pow");
    if (inverse && !Constants.isScalar(root.input(1), -0.5)) {
      return null;
    }
    Node sum = Walk.producer(root.requiredInput(0), "Add");
    if (sum == null) {
      return null;
    }
    double epsilon = Constants.scalar(sum.input(1));
    Value variance = sum.requiredInput(0);
    if (Double.isNaN(epsilon)) {
      epsilon = Constants.scalar(sum.input(0));
      variance = sum.requiredInput(1);
    }
    Node mean = Walk.producer(variance, "ReduceMean");
    Value squared = mean == null ? null : squaredValue(mean.requiredInput(0));
    if (mean == null || squared == null) {
      return null;
    }
    boolean centred = isCentred(squared);
    Value input = squared;
    if (centred && squared.producer() != null) {
      input = squared.producer().requiredInput(0);
    }
    List<Value> normalised = normalisedValues(root, inverse, squared);
    return new NormCore(input, centred, epsilon, Constants.axes(mean), normalised);
  }

  /** x when {@code value} is x^2 or x x. */
  private static @Nullable Value squaredValue(Value value) {
    Node pow = Walk.producer(value, "Pow");
    if (pow != null) {
      return Constants.isScalar(pow.input(1), 2) ? Walk.up(pow.requiredInput(0)) : null;
    }
    Node product = Walk.producer(value, "Mul");
    if (product != null) {
      Value left = Walk.up(product.requiredInput(0));
      return left == Walk.up(product.requiredInput(1)) ? left : null;
    }
    return null;
  }

  /** True when {@code value} is x minus the mean of x. */
  private static boolean isCentred(Value value) {
    Node difference = Walk.producer(value, "Sub");
    Node mean = difference == null ? null : Walk.producer(difference.input(1), "ReduceMean");
    return difference != null
        && mean != null
        && Walk.up(mean.requiredInput(0)) == Walk.up(difference.requiredInput(0));
  }

  /** Every value that is {@code squared} divided by the root. */
  private static List<Value> normalisedValues(Node root, boolean inverse, Value squared) {
    List<Value> found = new ArrayList<>();
    Value rootValue = root.requiredOutput(0);
    if (inverse) {
      collectProducts(rootValue, squared, found);
      return found;
    }
    for (Use use : Walk.down(rootValue)) {
      Node node = use.node();
      if (node.is("Div") && use.index() == 1) {
        Value numerator = node.requiredInput(0);
        if (Constants.isScalar(numerator, 1)) {
          collectProducts(node.requiredOutput(0), squared, found);
        } else if (isSame(numerator, squared)) {
          found.add(node.requiredOutput(0));
        }
      } else if (node.is("Reciprocal")) {
        collectProducts(node.requiredOutput(0), squared, found);
      }
    }
    return found;
  }

  private static void collectProducts(Value factor, Value squared, List<Value> found) {
    for (Use use : Walk.down(factor)) {
      if (use.node().is("Mul") && isSame(use.node().requiredInput(1 - use.index()), squared)) {
        found.add(use.node().requiredOutput(0));
      }
    }
  }

  /** Exporters may compute x - mean(x) twice, once for the variance and once for the result. */
  private static boolean isSame(Value a, Value b) {
    if (Walk.up(a) == b) {
      return true;
    }
    Node first = Walk.producer(a, "Sub");
    Node second = Walk.producer(b, "Sub");
    return first != null
        && second != null
        && isCentred(a)
        && isCentred(b)
        && Walk.up(first.requiredInput(0)) == Walk.up(second.requiredInput(0));
  }
}

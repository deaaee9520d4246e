package io.lntune.graph.norm;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
    boolean meanFirst = Walk.producer(sum.requiredInput(0), "ReduceMean") != null;
    Value variance = sum.requiredInput(meanFirst ? 0 : 1);
    double epsilon = Constants.scalar(sum.requiredInput(meanFirst ? 1 : 0));
    Node mean = Walk.producer(variance, "ReduceMean");
    Value squared = mean == null ? null : squaredValue(mean.requiredInput(0));
    if (mean == null || squared == null || !keepsAxes(mean)) {
      return null;
    }
    boolean centred = isCentred(squared, mean);
    Value input = squared;
    if (centred && squared.producer() != null) {
      input = squared.producer().requiredInput(0);
    }
    List<Value> normalised = normalisedValues(root, inverse, squared, mean);
    return new NormCore(input, centred, epsilon, Constants.axes(mean), normalised);
  }

  /** x when {@code value} is x^2 or x x. */
  static @Nullable Value squaredValue(Value value) {
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

  /** True when {@code value} is x minus the mean of x over the axes of {@code variance}. */
  private static boolean isCentred(Value value, Node variance) {
    Node difference = Walk.producer(value, "Sub");
    Node mean = difference == null ? null : Walk.producer(difference.input(1), "ReduceMean");
    return difference != null
        && mean != null
        && keepsAxes(mean)
        && !haveOtherAxes(mean, variance)
        && Walk.up(mean.requiredInput(0)) == Walk.up(difference.requiredInput(0));
  }

  /** A reduction that drops its axes does not line up with the value it was computed from. */
  private static boolean keepsAxes(Node reduction) {
    return reduction.attributes().intValue("keepdims", 1) == 1;
  }

  /** True when the axes certainly differ; -1 and 2 are the same for rank 3. */
  private static boolean haveOtherAxes(Node a, Node b) {
    List<Long> left = Constants.axes(a);
    List<Long> right = Constants.axes(b);
    if (left == null || right == null || left.equals(right)) {
      return false;
    }
    Shape shape = a.requiredInput(0).shape();
    if (shape == null) {
      boolean sameSpelling =
          left.stream().allMatch(axis -> axis < 0) == right.stream().allMatch(axis -> axis < 0);
      return left.size() != right.size() || sameSpelling;
    }
    return !positive(left, shape).equals(positive(right, shape));
  }

  private static Set<Long> positive(List<Long> axes, Shape shape) {
    return axes.stream()
        .map(axis -> axis < 0 ? axis + shape.rank() : axis)
        .collect(Collectors.toSet());
  }

  /** Every value that is {@code squared} divided by the root. */
  private static List<Value> normalisedValues(
      Node root, boolean inverse, Value squared, Node variance) {
    List<Value> found = new ArrayList<>();
    Value rootValue = root.requiredOutput(0);
    if (inverse) {
      collectProducts(rootValue, squared, variance, found);
      return found;
    }
    for (Use use : Walk.down(rootValue)) {
      Node node = use.node();
      if (node.is("Div") && use.index() == 1) {
        Value numerator = node.requiredInput(0);
        if (Constants.isScalar(numerator, 1)) {
          collectProducts(node.requiredOutput(0), squared, variance, found);
        } else if (isSame(numerator, squared, variance)) {
          found.add(node.requiredOutput(0));
        }
      } else if (node.is("Reciprocal")) {
        collectProducts(node.requiredOutput(0), squared, variance, found);
      }
    }
    return found;
  }

  private static void collectProducts(
      Value factor, Value squared, Node variance, List<Value> found) {
    for (Use use : Walk.down(factor)) {
      if (use.node().is("Mul")
          && isSame(use.node().requiredInput(1 - use.index()), squared, variance)) {
        found.add(use.node().requiredOutput(0));
      }
    }
  }

  /** Exporters may compute x - mean(x) twice, once for the variance and once for the result. */
  private static boolean isSame(Value a, Value b, Node variance) {
    if (Walk.up(a) == b) {
      return true;
    }
    Node first = Walk.producer(a, "Sub");
    Node second = Walk.producer(b, "Sub");
    return first != null
        && second != null
        && isCentred(a, variance)
        && isCentred(b, variance)
        && Walk.up(first.requiredInput(0)) == Walk.up(second.requiredInput(0));
  }
}

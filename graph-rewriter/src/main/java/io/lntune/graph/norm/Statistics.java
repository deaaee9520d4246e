package io.lntune.graph.norm;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells which values are statistics of one value: means, variances, norms and numbers of them. */
final class Statistics {
  private static final Set<String> REDUCTIONS =
      Set.of("ReduceMean", "ReduceSum", "ReduceSumSquare", "ReduceL2");
  private static final Set<String> ARITHMETIC =
      Set.of("Add", "Sub", "Mul", "Div", "Pow", "Sqrt", "Reciprocal", "Max", "Min", "Clip");
  private static final Set<String> PLACEMENT =
      Set.of("Cast", "Identity", "Reshape", "Unsqueeze", "Squeeze", "Expand");

  /** Statistics of a norm are a few nodes; anything larger is another computation. */
  private static final int MOST_NODES = 40;

  /** What a value is with respect to the source. */
  enum Kind {
    /** The same for every input, or sizes of it. */
    CONSTANT,
    /** Reduced from the source alone. */
    STATISTIC,
    OTHER
  }

  private final Value source;

  Statistics(Value source) {
    this.source = source;
  }

  /**
   * The value whose squares, possibly of its distance from its mean, are summed under a root; null
   * when there is none.
   */
  static @Nullable Value sourceOf(Node root) {
    Value squared = root.is("ReduceL2") ? Walk.up(root.requiredInput(0)) : underRoot(root);
    if (squared == null) {
      return null;
    }
    Node difference = Walk.producer(squared, "Sub");
    if (difference != null) {
      Value minuend = Walk.up(difference.requiredInput(0));
      if (new Statistics(minuend).isCentred(squared)) {
        return minuend;
      }
    }
    return squared;
  }

  private static @Nullable Value underRoot(Node root) {
    Value value = Walk.up(root.requiredInput(0));
    for (int i = 0; i < MOST_NODES; i++) {
      Node node = value.producer();
      if (node == null || !node.op().domain().isEmpty()) {
        return null;
      }
      if (node.is("ReduceSumSquare")) {
        return Walk.up(node.requiredInput(0));
      }
      if (node.is("ReduceMean") || node.is("ReduceSum")) {
        return NormCore.squaredValue(node.requiredInput(0));
      }
      if (!ARITHMETIC.contains(node.op().type()) && !PLACEMENT.contains(node.op().type())) {
        return null;
      }
      boolean second = node.is("Add") && Constants.tensor(node.requiredInput(0)) != null;
      value = Walk.up(node.requiredInput(second ? 1 : 0));
    }
    return null;
  }

  boolean isSource(Value value) {
    return Walk.up(value) == Walk.up(source);
  }

  /** True when {@code value} is the source minus a statistic of it. */
  boolean isCentred(Value value) {
    Node difference = Walk.producer(value, "Sub");
    return difference != null
        && isSource(difference.requiredInput(0))
        && kind(difference.requiredInput(1)) == Kind.STATISTIC;
  }

  /** What {@code value} is made of. */
  Kind kind(Value value) {
    Set<Value> seen = new HashSet<>();
    Deque<Value> open = new ArrayDeque<>(List.of(value));
    boolean reduced = false;
    while (!open.isEmpty()) {
      Value next = open.pop();
      if (!seen.add(next) || isNumber(next)) {
        continue;
      }
      Node node = next.producer();
      boolean plain = node != null && node.op().domain().isEmpty();
      if (node == null || !plain || seen.size() > MOST_NODES) {
        return Kind.OTHER;
      }
      String type = node.op().type();
      if (type.equals("Shape") || type.equals("Constant")) {
        continue;
      }
      if (REDUCTIONS.contains(type)) {
        if (!isElementwise(node.requiredInput(0))) {
          return Kind.OTHER;
        }
        reduced = true;
      } else if (PLACEMENT.contains(type) || type.equals("Gather")) {
        open.push(node.requiredInput(0));
      } else if (ARITHMETIC.contains(type) || type.equals("ReduceProd")) {
        node.inputs().stream().filter(input -> input != null).forEach(open::push);
      } else {
        return Kind.OTHER;
      }
    }
    return reduced ? Kind.STATISTIC : Kind.CONSTANT;
  }

  /** True for the source, its distance from its mean, and squares of both. */
  private boolean isElementwise(Value value) {
    Value squared = NormCore.squaredValue(value);
    Value plain = squared == null ? value : squared;
    return isSource(plain) || isCentredOnce(plain);
  }

  private boolean isCentredOnce(Value value) {
    Node difference = Walk.producer(value, "Sub");
    if (difference == null || !isSource(difference.requiredInput(0))) {
      return false;
    }
    Value mean = Walk.up(difference.requiredInput(1));
    while (mean.producer() != null
        && (PLACEMENT.contains(mean.producer().op().type()) || mean.producer().is("Div"))) {
      mean = mean.producer().requiredInput(0);
    }
    Node reduction = mean.producer();
    return reduction != null
        && (reduction.is("ReduceMean") || reduction.is("ReduceSum"))
        && isSource(reduction.requiredInput(0));
  }

  private static boolean isNumber(Value value) {
    Shape shape = value.initializer() == null ? null : value.initializer().shape();
    return shape != null && (shape.elementCount() == 1 || !isReal(value));
  }

  private static boolean isReal(Value value) {
    return value.initializer() != null && value.initializer().elementType().isFloatingPoint();
  }
}

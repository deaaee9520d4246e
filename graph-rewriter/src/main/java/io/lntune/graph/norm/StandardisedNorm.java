package io.lntune.graph.norm;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stored vector times a value divided by a spread of that value, in any association: the spread
 * may be an unbiased standard deviation, have its epsilon outside the root or none, or be a plain
 * length. Such layers keep the arithmetic of the graph; only scale and bias are taken from them.
 */
final class StandardisedNorm {
  /** From the root to the product with the scale it is a handful of nodes. */
  private static final int MOST_STEPS = 24;

  private static final Set<String> ON_THE_WAY =
      Set.of(
          "Add",
          "Mul",
          "Div",
          "Reciprocal",
          "Max",
          "Clip",
          "Pow",
          "Cast",
          "Identity",
          "Reshape",
          "Unsqueeze",
          "Expand");

  private final Statistics statistics;
  private final List<Use> scales = new ArrayList<>();
  private int numerators;
  private int spreads;
  private boolean foreign;
  private boolean upsideDown;

  private StandardisedNorm(Statistics statistics) {
    this.statistics = statistics;
  }

  /** The norm around a Sqrt, Pow or ReduceL2; null when there is none. */
  static @Nullable NormSite at(Node root) {
    if (root.is("Pow") && Math.abs(Constants.scalar(root.input(1))) != 0.5) {
      return null;
    }
    Value source = Statistics.sourceOf(root);
    if (source == null || ParameterPath.of(source) != null) {
      return null;
    }
    Statistics statistics = new Statistics(source);
    Set<Node> seen = new HashSet<>();
    Deque<Value> open = new ArrayDeque<>(List.of(root.requiredOutput(0)));
    while (!open.isEmpty() && seen.size() < MOST_STEPS) {
      for (Use use : open.pop().uses()) {
        Node node = use.node();
        if (!node.op().domain().isEmpty()
            || !ON_THE_WAY.contains(node.op().type())
            || !seen.add(node)) {
          continue;
        }
        StandardisedNorm product = new StandardisedNorm(statistics);
        if (node.is("Mul") || node.is("Div")) {
          product.factorise(node.requiredOutput(0));
          if (product.isNorm()) {
            return product.site(node);
          }
        }
        if (!product.foreign) {
          open.add(node.requiredOutput(0));
        }
      }
    }
    return null;
  }

  private boolean isNorm() {
    return !foreign && !upsideDown && numerators == 1 && spreads == 1 && scales.size() == 1;
  }

  private @Nullable NormSite site(Node product) {
    Use scale = scales.get(0);
    ParameterPath path = ParameterPath.of(scale);
    if (path == null || path.isFilledIn(1)) {
      return null;
    }
    Use bias = Affine.operand(product.requiredOutput(0), "Add");
    ParameterPath biasPath = bias == null ? null : ParameterPath.of(bias);
    boolean ownBias =
        biasPath != null
            && !biasPath.isFilledIn(0)
            && biasPath.tensor().elementCount() == path.tensor().elementCount();
    return new NormSite(NormForm.STANDARDISED, product, scale, ownBias ? bias : null, Double.NaN);
  }

  /** One factor of a product and whether it divides. */
  private record Factor(Use use, boolean divides) {}

  /** Counts the factors of a product of Mul, Div, Reciprocal and powers of -1/2. */
  private void factorise(Value product) {
    Deque<Factor> open = new ArrayDeque<>();
    open(product, false, open);
    for (int i = 0; !open.isEmpty() && i < MOST_STEPS; i++) {
      Factor factor = open.pop();
      Value value = Walk.up(factor.use().node().requiredInput(factor.use().index()));
      if (statistics.isSource(value) || statistics.isCentred(value)) {
        numerators++;
        upsideDown |= factor.divides();
      } else if (isVector(factor.use())) {
        scales.add(factor.use());
        upsideDown |= factor.divides();
      } else if (!open(value, factor.divides(), open)) {
        count(statistics.kind(value), factor.divides());
      }
    }
    foreign |= !open.isEmpty();
  }

  private void count(Statistics.Kind kind, boolean divides) {
    foreign |= kind == Statistics.Kind.OTHER;
    if (kind == Statistics.Kind.STATISTIC) {
      spreads++;
      upsideDown |= !divides;
    }
  }

  /** Opens a product; false when the value is none. */
  private static boolean open(Value value, boolean divides, Deque<Factor> open) {
    Node node = value.producer();
    if (node == null || !node.op().domain().isEmpty()) {
      return false;
    }
    switch (node.op().type()) {
      case "Mul", "Div" -> {
        open.add(new Factor(new Use(node, 0), divides));
        open.add(new Factor(new Use(node, 1), divides != node.is("Div")));
        return true;
      }
      case "Reciprocal" -> {
        open.add(new Factor(new Use(node, 0), !divides));
        return true;
      }
      case "Pow" -> {
        boolean inverse = Constants.scalar(node.input(1)) < 0;
        if (inverse) {
          open.add(new Factor(new Use(node, 0), !divides));
        }
        return inverse;
      }
      default -> {
        return false;
      }
    }
  }

  private static boolean isVector(Use use) {
    ParameterPath path = ParameterPath.of(use);
    return path != null && path.isTrainable() && path.tensor().elementCount() > 1;
  }
}

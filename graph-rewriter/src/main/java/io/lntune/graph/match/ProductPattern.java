package io.lntune.graph.match;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Fits a product written as a tree of {@code Mul} nodes, whatever the association and order. Every
 * split of the factors over the two inputs is tried, so the number of factors must stay small.
 */
final class ProductPattern extends Pattern {
  private static final int MAXIMUM_FACTORS = 5;

  private final List<Pattern> factors;

  ProductPattern(List<Pattern> factors) {
    if (factors.size() < 2 || factors.size() > MAXIMUM_FACTORS) {
      throw new IllegalArgumentException("a product of " + factors.size() + " factors");
    }
    this.factors = factors;
  }

  @Override
  boolean match(Value value, MatchState state, BooleanSupplier rest) {
    return match(value, factors, state, rest);
  }

  private static boolean match(
      Value value, List<Pattern> factors, MatchState state, BooleanSupplier rest) {
    if (factors.size() == 1) {
      return factors.get(0).match(value, state, rest);
    }
    Node node = value.producer();
    if (node == null || !node.is("Mul")) {
      return state.fail(
          value, () -> "'" + value.name() + "' is not a product of " + factors.size());
    }
    Value left = node.requiredInput(0);
    Value right = node.requiredInput(1);
    return state.entering(
        node,
        () -> {
          for (int subset = 1; subset < (1 << factors.size()) - 1; subset++) {
            List<Pattern> onRight = select(factors, ~subset);
            if (match(
                left, select(factors, subset), state, () -> match(right, onRight, state, rest))) {
              return true;
            }
          }
          return false;
        });
  }

  private static List<Pattern> select(List<Pattern> factors, int bits) {
    List<Pattern> selected = new ArrayList<>();
    for (int i = 0; i < factors.size(); i++) {
      if ((bits >> i & 1) != 0) {
        selected.add(factors.get(i));
      }
    }
    return selected;
  }
}

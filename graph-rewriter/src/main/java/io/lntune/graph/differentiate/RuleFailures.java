package io.lntune.graph.differentiate;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Lets a differentiation run to its end although rules refuse nodes: a refused node passes zeros on
 * and is noted here. The gradients are then worthless; what counts is the list.
 */
public final class RuleFailures {
  /**
   * A node that its rule refused.
   *
   * @param node the node
   * @param failure what the rule said
   */
  public record Failure(Node node, LntuneException failure) {}

  private final List<Failure> failures = new ArrayList<>();

  /**
   * {@code registry} with every rule watched.
   *
   * @param without operators that get a rule of zeros whatever the registry says of them; they are
   *     not noted
   */
  public GradientRegistry watch(GradientRegistry registry, Collection<OpId> without) {
    GradientRegistry watched = registry;
    for (Map.Entry<OpId, GradientEntry> entry : registry.entries().entrySet()) {
      if (entry.getValue() instanceof GradientEntry.Differentiable rule) {
        watched = watched.with(entry.getKey(), watch(rule));
      }
    }
    for (OpId op : without) {
      watched = watched.with(op, new GradientEntry.Differentiable(false, RuleFailures::zeros));
    }
    return watched;
  }

  /** The refused nodes, nearest to the loss first. */
  public List<Failure> list() {
    return List.copyOf(failures);
  }

  private GradientEntry watch(GradientEntry.Differentiable entry) {
    return new GradientEntry.Differentiable(
        false,
        g -> {
          try {
            return reduced(entry, g);
          } catch (LntuneException e) {
            failures.add(new Failure(g.node(), e));
            return zeros(g);
          }
        });
  }

  /** The sum to the input's shape belongs to what may fail. */
  private static Gradients reduced(GradientEntry.Differentiable entry, GradientContext g) {
    Gradients gradients = entry.rule().of(g);
    if (!entry.broadcasts()) {
      return gradients;
    }
    Gradients summed = g.gradients();
    gradients
        .byInput()
        .forEach(
            (index, gradient) ->
                summed.input(index, () -> g.unbroadcast(gradient, g.out(0), g.in(index))));
    return summed;
  }

  private static Gradients zeros(GradientContext g) {
    Gradients gradients = g.gradients();
    for (int i = 0; i < g.node().inputs().size(); i++) {
      int index = i;
      gradients.input(index, () -> zero(g, g.in(index)));
    }
    return gradients;
  }

  private static Value zero(GradientContext g, Value like) {
    DataType type = like.elementType().isFloatingPoint() ? like.elementType() : DataType.FLOAT;
    return g.zeros(g.shapeOf(like), type);
  }
}

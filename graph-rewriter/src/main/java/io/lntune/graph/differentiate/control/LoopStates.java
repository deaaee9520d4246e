package io.lntune.graph.differentiate.control;

import io.lntune.graph.differentiate.ActivePath;
import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.GradientRegistry;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The states of a Loop whose gradient is carried from step to step: those that depend on something
 * wanted, at whatever step, and that matter for an output with a gradient, at whatever later step.
 */
final class LoopStates {
  private final GradientContext context;
  private final LoopParts loop;
  private final GradientRegistry registry;

  LoopStates(GradientContext context, LoopParts loop) {
    this.context = context;
    this.loop = loop;
    this.registry = context.reverse().registry();
  }

  List<Integer> active() {
    Set<Integer> dependent = dependent();
    List<Value> sources = new ArrayList<>(context.captured());
    dependent.forEach(state -> sources.add(loop.stateIn(state)));
    Set<Integer> active = new TreeSet<>();
    boolean grown = true;
    while (grown) {
      Set<Value> path =
          ActivePath.between(loop.body(), registry, sources, results(active)).values();
      grown = false;
      for (int state : dependent) {
        boolean matters = context.upstream(state) != null || path.contains(loop.stateIn(state));
        grown |= matters && active.add(state);
      }
    }
    return List.copyOf(active);
  }

  private Set<Integer> dependent() {
    Set<Integer> dependent = new TreeSet<>();
    for (int state = 0; state < loop.states(); state++) {
      if (context.needs(loop.initial(state))) {
        dependent.add(state);
      }
    }
    boolean grown = true;
    while (grown) {
      List<Value> sources = new ArrayList<>(context.captured());
      dependent.forEach(state -> sources.add(loop.stateIn(state)));
      Set<Value> reached = ActivePath.dependents(loop.body(), registry, sources);
      grown = false;
      for (int state = 0; state < loop.states(); state++) {
        grown |= reached.contains(loop.stateOut(state)) && dependent.add(state);
      }
    }
    return dependent;
  }

  /** Outputs of the body that have a gradient while the gradients of {@code active} are carried. */
  private List<Value> results(Set<Integer> active) {
    List<Value> results = new ArrayList<>();
    for (int state = 0; state < loop.states(); state++) {
      if (context.upstream(state) != null || active.contains(state)) {
        results.add(loop.stateOut(state));
      }
    }
    for (int stack = 0; stack < loop.stacks(); stack++) {
      if (context.upstream(loop.stack(stack)) != null) {
        results.add(loop.slice(stack));
      }
    }
    return results;
  }
}

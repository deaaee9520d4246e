package io.lntune.graph.differentiate;

import io.lntune.graph.ir.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Gradients of a node's inputs by input index; only inputs that need one are computed. */
public final class Gradients {
  private final GradientContext context;
  private final Map<Integer, Value> byInput = new LinkedHashMap<>();

  Gradients(GradientContext context) {
    this.context = context;
  }

  /** Computes and records the gradient of input {@code index}, if it is needed. */
  public Gradients input(int index, Supplier<Value> gradient) {
    if (context.needs(index)) {
      byInput.put(index, gradient.get());
    }
    return this;
  }

  Map<Integer, Value> byInput() {
    return byInput;
  }
}

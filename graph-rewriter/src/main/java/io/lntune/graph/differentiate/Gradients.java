package io.lntune.graph.differentiate;

import io.lntune.graph.ir.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Gradients of a node's inputs by input index, and of the outer values that its bodies use; only
 * those that are needed are computed.
 */
public final class Gradients {
  private final GradientContext context;
  private final Map<Integer, Value> byInput = new LinkedHashMap<>();
  private final Map<Value, Value> byCapture = new LinkedHashMap<>();

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

  /** Records the gradient of a value around the node that its bodies use, if it is needed. */
  public Gradients captured(Value value, Value gradient) {
    if (context.needs(value)) {
      byCapture.put(value, gradient);
    }
    return this;
  }

  Map<Value, Value> byCapture() {
    return byCapture;
  }

  Map<Integer, Value> byInput() {
    return byInput;
  }
}

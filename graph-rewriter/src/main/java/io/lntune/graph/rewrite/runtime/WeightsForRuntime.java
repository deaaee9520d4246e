package io.lntune.graph.rewrite.runtime;

import io.lntune.graph.ir.Model;
import io.lntune.graph.rewrite.Pass;
import io.lntune.graph.rewrite.pass.DeadNodeElimination;

/**
 * Keeps ONNX Runtime from making second forms of frozen weights at load: converted ones ({@link
 * DequantizeAtUse}) and transposed ones ({@link TransposedWeights}). Requires topological order.
 */
public final class WeightsForRuntime implements Pass {
  @Override
  public String name() {
    return "WeightsForRuntime";
  }

  @Override
  public boolean run(Model model) {
    boolean converted = new DequantizeAtUse().run(model);
    boolean turned = new TransposedWeights().run(model);
    if (converted || turned) {
      new DeadNodeElimination(true).run(model);
    }
    return converted || turned;
  }
}

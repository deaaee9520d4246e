package io.lntune.graph.prefix;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphCopy;
import java.util.Objects;

/** Carries out a {@link PrefixCut}: one model becomes two that meet at the values that are kept. */
public final class PrefixSplit {
  private PrefixSplit() {}

  /**
   * A copy of {@code step}, whose outputs are the values that are kept. Nodes that they do not need
   * are still there.
   */
  public static Model prefix(Model step, PrefixCut cut) {
    Graph source = step.graph();
    Graph target = new Graph(null);
    GraphCopy copy = new GraphCopy();
    for (Value input : source.inputs()) {
      if (input.initializer() == null) {
        Value own = target.define(input.name());
        own.setType(input.type());
        target.addInput(own);
        copy.put(input, own);
      }
    }
    copy.nodes(source, target, null);
    cut.values().forEach(kept -> target.addOutput(copy.of(kept.value())));
    Model prefix = new Model(target);
    prefix.setIrVersion(step.irVersion());
    prefix.opsets().putAll(step.opsets());
    prefix.setSource(step.source());
    return prefix;
  }

  /** Makes the values that are kept inputs of {@code step}; what computed them is left dead. */
  public static void detach(Model step, PrefixCut cut) {
    Graph graph = step.graph();
    for (CachedValue kept : cut.values()) {
      Value value = kept.value();
      Node producer = Objects.requireNonNull(value.producer());
      graph.setNodeOutput(producer, value.outputIndex(), null);
      graph.addInput(value);
    }
  }
}

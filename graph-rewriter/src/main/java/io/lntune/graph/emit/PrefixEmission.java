package io.lntune.graph.emit;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.prefix.CachedValue;
import io.lntune.graph.prefix.PrefixCut;
import io.lntune.graph.prefix.PrefixSplit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Emits a step model in two parts, after the whole one was emitted; nothing else can be emitted of
 * the model afterwards.
 */
final class PrefixEmission {
  private final Model model;
  private final ModelEmission emission;
  private final Set<Value> trainable;

  PrefixEmission(Model model, ModelEmission emission, Collection<Value> trainable) {
    this.model = model;
    this.emission = emission;
    this.trainable = Set.copyOf(trainable);
  }

  /**
   * Divides the step model.
   *
   * @param values those of the whole step model, whose outputs the suffix has too
   * @param derived weights of the whole step model that were computed from the base's
   */
  FrozenPrefix emit(StepValues values, Map<String, Tensor> derived) {
    if (emission.memory() != null) {
      return FrozenPrefix.none(0, "the step model keeps within its memory budget as a whole");
    }
    PrefixCut cut = PrefixCut.of(model.graph(), trainable, values.forward());
    if (!cut.isPresent()) {
      return FrozenPrefix.none(cut.share(), cut.obstacle());
    }
    Set<String> perExample = new HashSet<>();
    for (Value input : cut.perExample()) {
      perExample.add(input.name());
    }
    Model part = PrefixSplit.prefix(model, cut);
    ModelEmission partEmission = emission.of(part);
    partEmission.prune(List.copyOf(part.graph().outputs()));
    List<String> prefixInputs = dataInputs(part.graph());
    ModelBytes prefix = partEmission.write(derived);
    PrefixSplit.detach(model, cut);
    emission.prune(values.outputs());
    List<String> suffixInputs = dataInputs(model.graph());
    ModelBytes suffix = emission.emitSuffix(values, derived);
    return new FrozenPrefix(
        cut.values().stream().map(PrefixEmission::describe).toList(),
        perExample,
        prefixInputs,
        suffixInputs,
        cut.share(),
        cut.bytes(),
        "",
        prefix,
        suffix);
  }

  private static PlannedCache describe(CachedValue kept) {
    return new PlannedCache(kept.value().name(), kept.value().elementType(), kept.axis());
  }

  /** The inputs that something reads; others but the parameters are taken away. */
  private List<String> dataInputs(Graph graph) {
    List<String> names = new ArrayList<>();
    for (Value input : List.copyOf(graph.inputs())) {
      boolean used = !input.uses().isEmpty() || graph.isOutput(input);
      if (trainable.contains(input)) {
        continue;
      }
      if (used) {
        names.add(input.name());
      } else {
        graph.removeInput(input);
      }
    }
    return names;
  }
}

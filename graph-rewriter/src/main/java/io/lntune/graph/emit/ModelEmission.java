package io.lntune.graph.emit;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.memory.FrugalOrder;
import io.lntune.graph.memory.GradientOrder;
import io.lntune.graph.memory.MemoryBudget;
import io.lntune.graph.memory.MemoryPlan;
import io.lntune.graph.memory.StepMemory;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import io.lntune.graph.parse.WriteOptions;
import io.lntune.graph.precision.BasePrecision;
import io.lntune.graph.precision.ReducedProducts;
import io.lntune.graph.rewrite.pass.DeadNodeElimination;
import io.lntune.graph.rewrite.pass.ShapesOfInputs;
import io.lntune.graph.rewrite.pass.TopologicalOrder;
import io.lntune.graph.rewrite.pass.UniqueNodeNames;
import io.lntune.graph.rewrite.runtime.StepForRuntime;
import io.lntune.graph.rewrite.runtime.WeightsForRuntime;
import io.lntune.graph.rewrite.runtime.WeightsInPlace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Serialises a graph for given outputs. Weights stay where they are: a tensor that lies in the base
 * file (also in the middle of it, as {@code raw_data}) or beside it is referred to by offset and
 * length. Emitting prunes the graph to these outputs.
 */
final class ModelEmission {
  private final Model model;
  private final OperatorTarget target;
  private @Nullable MemoryPlan memory;

  ModelEmission(Model model, OperatorTarget target) {
    this.model = model;
    this.target = target;
  }

  /** How the step model that was emitted keeps within its budget; null when it had none. */
  @Nullable MemoryPlan memory() {
    return memory;
  }

  ModelBytes emit(List<Value> outputs) {
    prune(outputs);
    return write(Map.of());
  }

  /**
   * Serialises a step model whose products with frozen weights are computed in a precision.
   *
   * @param sequence the longest that steps are for; 0 where that is not known
   */
  EmittedStep emitStep(
      StepValues whole, BasePrecision precision, @Nullable MemoryBudget budget, long sequence) {
    prune(whole.outputs());
    new ShapesOfInputs().run(model);
    Map<String, Tensor> derived = ReducedProducts.introduce(model, whole.forward(), precision);
    prune(whole.outputs());
    if (target == OperatorTarget.ONNX_RUNTIME) {
      new StepForRuntime().run(model);
    }
    StepValues values =
        whole.withSeeds(
            FrugalOrder.arrange(model.graph(), whole.losses(), whole.seeds(), sequence));
    if (budget != null) {
      boolean sharing = target == OperatorTarget.ONNX_RUNTIME;
      memory = StepMemory.fit(model, values.seeds(), budget, sharing);
    } else if (target == OperatorTarget.ONNX_RUNTIME) {
      WeightsInPlace.standard().run(model);
    }
    return new EmittedStep(write(derived), values);
  }

  /**
   * Serialises what is left of a step model that was emitted and pruned again, in the order it had
   * as a whole.
   *
   * @param derived weights of the whole step model that were computed from the base's
   */
  ModelBytes emitSuffix(StepValues values, Map<String, Tensor> derived) {
    GradientOrder.arrange(model.graph(), values.losses(), values.seeds());
    return write(derived);
  }

  /** The same for another model whose weights lie in the same files. */
  ModelEmission of(Model other) {
    return new ModelEmission(other, target);
  }

  /** Serialises the graph; {@code derived} initializers are referred to in a file of their own. */
  ModelBytes write(Map<String, Tensor> derived) {
    new UniqueNodeNames().run(model);
    Map<String, Long> offsets = DerivedWeights.offsets(derived.values());
    TensorPlacement placement =
        tensor -> {
          Long offset = offsets.get(tensor.name());
          return offset == null
              ? place(tensor)
              : new TensorPlacement.External(DerivedWeights.FILE, offset, tensor.byteSize());
        };
    // A planned buffer waits for its next value; with a budget, memory counts more than opening.
    Predicate<Value> types = memory == null ? new DeclaredTypes(model.graph()) : value -> false;
    WriteOptions options = WriteOptions.DEFAULT.withPlacement(placement).withValueTypes(types);
    byte[] bytes = ModelWriter.toBytes(model, options);
    Map<String, Tensor> used = new LinkedHashMap<>(derived);
    used.keySet().removeIf(name -> !isInitializer(name));
    return new ModelBytes(bytes, used);
  }

  private boolean isInitializer(String name) {
    Value value = model.graph().find(name);
    return value != null && value.initializer() != null;
  }

  /** Leaves in the graph what {@code outputs} need. */
  void prune(List<Value> outputs) {
    Graph graph = model.graph();
    graph.clearOutputs();
    outputs.forEach(graph::addOutput);
    new TopologicalOrder().run(model);
    new DeadNodeElimination(true).run(model);
    if (target == OperatorTarget.ONNX_RUNTIME) {
      new WeightsForRuntime().run(model);
    }
  }

  private static TensorPlacement.Place place(Tensor tensor) {
    if (tensor.content() instanceof FileRegion region && region.file().getFileName() != null) {
      return new TensorPlacement.External(
          region.file().getFileName().toString(), region.offset(), region.length());
    }
    return new TensorPlacement.Inline();
  }
}

package io.lntune.trainer.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import io.lntune.graph.emit.PlannedLoss;
import io.lntune.graph.emit.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Reads the loss and its summands from the outputs of a run. */
final class LossValues {
  private final TrainingPlan plan;

  LossValues(TrainingPlan plan) {
    this.plan = plan;
  }

  /** Names of the outputs that are read. */
  Set<String> outputs() {
    Set<String> names = new LinkedHashSet<>(Set.of(plan.lossOutput()));
    plan.losses().forEach(part -> names.add(part.valueOutput()));
    return names;
  }

  double loss(OrtSession.Result result) {
    return scalar(result, plan.lossOutput());
  }

  /** The value of each summand before it is weighted, by its name; one for a plain loss. */
  Map<String, Double> parts(OrtSession.Result result) {
    Map<String, Double> parts = new LinkedHashMap<>();
    for (PlannedLoss part : plan.losses()) {
      parts.put(part.name(), scalar(result, part.valueOutput()));
    }
    return parts;
  }

  private static double scalar(OrtSession.Result result, String name) {
    if (result.get(name).orElse(null) instanceof OnnxTensor tensor) {
      return tensor.getFloatBuffer().get(0);
    }
    throw new IllegalStateException("no output " + name);
  }
}

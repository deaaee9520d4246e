package io.lntune.trainer.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtSession;
import io.lntune.graph.emit.PlannedLoss;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.NamedArray;
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

  /** The loss with copies of all outputs that are not losses. */
  EvaluationResult evaluation(OrtSession.Result result) {
    Set<String> read = outputs();
    Map<String, NamedArray> rest = new LinkedHashMap<>();
    for (Map.Entry<String, OnnxValue> entry : result) {
      if (entry.getValue() instanceof OnnxTensor tensor && !read.contains(entry.getKey())) {
        rest.put(entry.getKey(), Tensors.copy(entry.getKey(), tensor));
      }
    }
    return new EvaluationResult(loss(result), parts(result), rest);
  }

  private static double scalar(OrtSession.Result result, String name) {
    return Tensors.output(result, name).getFloatBuffer().get(0);
  }
}

package io.lntune.trainer.parity;

import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.engine.StepModel;
import io.lntune.trainer.engine.TrainableParameter;
import io.lntune.trainer.optimizer.GradientAccumulation;
import io.lntune.trainer.train.BatchWeight;
import io.lntune.trainer.train.MicroBatches;
import java.nio.FloatBuffer;
import java.util.List;

/** The gradients of a batch whose examples go through the model one by one. */
final class MicroBatchedGradients {
  private MicroBatchedGradients() {}

  /** One gradient per parameter, by a plan that allows it. */
  static List<FloatBuffer> of(TrainingPlan plan, StepModel model, List<NamedArray> arrays) {
    GradientAccumulation sum =
        new GradientAccumulation(
            model.parameters().stream().map(TrainableParameter::state).toList());
    BatchWeight weight = new BatchWeight(plan);
    Batch batch = new Batch(Math.toIntExact(arrays.get(0).size(0)), arrays);
    for (Batch part : MicroBatches.ofSize(plan.division(), 1).of(batch)) {
      if (weight.of(part) > 0) {
        model.step(part.arrays());
        sum.add(model.gradients(), weight.of(part));
      }
    }
    return sum.mean();
  }
}

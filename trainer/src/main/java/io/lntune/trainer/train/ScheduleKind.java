package io.lntune.trainer.train;

import io.lntune.trainer.optimizer.ConstantSchedule;
import io.lntune.trainer.optimizer.CosineSchedule;
import io.lntune.trainer.optimizer.LearningRateSchedule;
import io.lntune.trainer.optimizer.LinearSchedule;

/** Course of the learning rate after warm-up. */
public enum ScheduleKind {
  CONSTANT,
  LINEAR,
  COSINE;

  /** The schedule over {@code totalSteps} updates. */
  LearningRateSchedule create(double learningRate, long warmupSteps, long totalSteps) {
    return switch (this) {
      case CONSTANT -> new ConstantSchedule(learningRate, warmupSteps);
      case LINEAR -> new LinearSchedule(learningRate, warmupSteps, totalSteps);
      case COSINE -> new CosineSchedule(learningRate, warmupSteps, totalSteps);
    };
  }
}

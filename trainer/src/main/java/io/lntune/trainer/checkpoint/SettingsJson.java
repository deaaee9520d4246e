package io.lntune.trainer.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.optimizer.ConstantSchedule;
import io.lntune.trainer.optimizer.CosineSchedule;
import io.lntune.trainer.optimizer.LearningRateSchedule;
import io.lntune.trainer.optimizer.LinearSchedule;
import io.lntune.trainer.optimizer.OptimizerSettings;
import io.lntune.trainer.optimizer.SgdSettings;

/** Schedules and optimizer settings as JSON objects with a {@code kind}. */
final class SettingsJson {
  private static final String KIND = "kind";
  private static final String WEIGHT_DECAY = "weight_decay";
  private static final String LEARNING_RATE = "learning_rate";
  private static final String WARMUP_STEPS = "warmup_steps";
  private static final String TOTAL_STEPS = "total_steps";

  private SettingsJson() {}

  static ObjectNode write(OptimizerSettings settings) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (settings instanceof AdamWSettings adam) {
      node.put(KIND, "adamw");
      node.put("beta1", adam.beta1());
      node.put("beta2", adam.beta2());
      node.put("epsilon", adam.epsilon());
    } else if (settings instanceof SgdSettings sgd) {
      node.put(KIND, "sgd");
      node.put("momentum", sgd.momentum());
      node.put("dampening", sgd.dampening());
      node.put("nesterov", sgd.nesterov());
    }
    return node.put(WEIGHT_DECAY, settings.weightDecay());
  }

  static OptimizerSettings optimizer(JsonReading node) {
    return switch (node.text(KIND)) {
      case "adamw" ->
          new AdamWSettings(
              node.number("beta1"),
              node.number("beta2"),
              node.number("epsilon"),
              node.number(WEIGHT_DECAY));
      case "sgd" ->
          new SgdSettings(
              node.number("momentum"),
              node.number("dampening"),
              node.flag("nesterov"),
              node.number(WEIGHT_DECAY));
      default -> throw node.unknown(KIND);
    };
  }

  static ObjectNode write(LearningRateSchedule schedule) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (schedule instanceof ConstantSchedule) {
      node.put(KIND, "constant");
    } else if (schedule instanceof LinearSchedule linear) {
      node.put(KIND, "linear");
      node.put(TOTAL_STEPS, linear.totalSteps());
    } else if (schedule instanceof CosineSchedule cosine) {
      node.put(KIND, "cosine");
      node.put(TOTAL_STEPS, cosine.totalSteps());
      node.put("cycles", cosine.cycles());
    }
    node.put(LEARNING_RATE, schedule.learningRate());
    return node.put(WARMUP_STEPS, schedule.warmupSteps());
  }

  static LearningRateSchedule schedule(JsonReading node) {
    double rate = node.number(LEARNING_RATE);
    long warmup = node.integer(WARMUP_STEPS);
    return switch (node.text(KIND)) {
      case "constant" -> new ConstantSchedule(rate, warmup);
      case "linear" -> new LinearSchedule(rate, warmup, node.integer(TOTAL_STEPS));
      case "cosine" ->
          new CosineSchedule(rate, warmup, node.integer(TOTAL_STEPS), node.number("cycles"));
      default -> throw node.unknown(KIND);
    };
  }
}

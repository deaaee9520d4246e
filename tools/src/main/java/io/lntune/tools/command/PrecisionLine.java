package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.precision.BasePrecision;
import java.util.Optional;

/** What was made of a base in fewer bits, for people and programs. */
final class PrecisionLine {
  private PrecisionLine() {}

  /** One line; none where the base is computed with as it is stored and nothing else was asked. */
  static Optional<String> of(BasePrecision asked, TrainingPlan plan) {
    if (!plan.step().derived().isEmpty()) {
      return Optional.of("frozen weights in fewer bits: " + Sizes.bytes(bytes(plan)));
    }
    return asked == BasePrecision.STORED
        ? Optional.empty()
        : Optional.of(
            "no frozen weight gains from "
                + asked.word()
                + ": those that products read are small, or not stored in float32");
  }

  /** Adds the key {@code reduced_weight_bytes}, if there are such weights. */
  static void put(TrainingPlan plan, ObjectNode root) {
    if (!plan.step().derived().isEmpty()) {
      root.put("reduced_weight_bytes", bytes(plan));
    }
  }

  private static long bytes(TrainingPlan plan) {
    return plan.step().derived().values().stream().mapToLong(Tensor::byteSize).sum();
  }
}

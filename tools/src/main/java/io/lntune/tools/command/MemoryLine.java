package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.memory.MemoryPlan;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a memory budget costs, for people and programs. */
final class MemoryLine {
  private static final double PERCENT = 100;

  private MemoryLine() {}

  /** One line; none without a budget. */
  static Optional<String> of(@Nullable MemoryPlan plan) {
    return Optional.ofNullable(plan)
        .map(
            kept ->
                String.format(
                    Locale.ROOT,
                    "memory: %s predicted for batch %d and sequence %d; %d nodes run twice%s,"
                        + " about %.0f%% %s time",
                    Sizes.bytes(kept.peakBytes()),
                    kept.budget().sizes().batch(),
                    kept.budget().sizes().sequence(),
                    kept.recomputedNodes(),
                    kept.prepack() ? "" : ", weights are not repacked",
                    PERCENT * Math.abs(kept.extraTime()),
                    kept.extraTime() < 0 ? "less" : "more"));
  }

  /** Adds the key {@code memory}, if there is a budget. */
  static void put(@Nullable MemoryPlan plan, ObjectNode root) {
    if (plan != null) {
      root.putObject("memory")
          .put("budget_bytes", plan.budget().bytes())
          .put("batch", plan.budget().sizes().batch())
          .put("sequence", plan.budget().sizes().sequence())
          .put("predicted_peak_bytes", plan.peakBytes())
          .put("prepack", plan.prepack())
          .put("recomputed_nodes", plan.recomputedNodes())
          .put("extra_time", plan.extraTime());
    }
  }
}

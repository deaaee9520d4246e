package io.lntune.graph.emit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.memory.MemoryBudget;
import io.lntune.graph.memory.MemoryPlan;
import org.jspecify.annotations.Nullable;

/** How a step model keeps within a budget, in the manifest. */
final class MemoryJson {
  static final String KEY = "memory";

  private MemoryJson() {}

  static ObjectNode write(MemoryPlan plan) {
    MemoryBudget budget = plan.budget();
    return JsonNodeFactory.instance
        .objectNode()
        .put("budget_bytes", budget.bytes())
        .put("batch", budget.sizes().batch())
        .put("sequence", budget.sizes().sequence())
        .put("predicted_peak_bytes", plan.peakBytes())
        .put("prepack", plan.prepack())
        .put("recomputed_nodes", plan.recomputedNodes())
        .put("extra_time", plan.extraTime());
  }

  static @Nullable MemoryPlan read(JsonNode node) {
    if (node.isMissingNode()) {
      return null;
    }
    AssumedSizes sizes =
        new AssumedSizes(node.path("batch").asLong(1), node.path("sequence").asLong(1));
    return new MemoryPlan(
        new MemoryBudget(node.path("budget_bytes").asLong(1), sizes),
        node.path("predicted_peak_bytes").asLong(),
        node.path("prepack").asBoolean(true),
        node.path("recomputed_nodes").asInt(),
        node.path("extra_time").asDouble());
  }
}

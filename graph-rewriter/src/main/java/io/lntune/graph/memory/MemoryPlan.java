package io.lntune.graph.memory;

/**
 * How a step model keeps within a budget.
 *
 * @param budget what it was made for
 * @param peakBytes memory that is predicted for it
 * @param prepack whether the runtime may repack weights, which is faster and takes a copy per use
 * @param recomputedNodes nodes that run a second time
 * @param extraTime predicted share of the time of a step without budget that comes on top
 */
public record MemoryPlan(
    MemoryBudget budget, long peakBytes, boolean prepack, int recomputedNodes, double extraTime) {}

package io.lntune.tools.bench;

import org.jspecify.annotations.Nullable;

/**
 * The outcome.
 *
 * @param own this program
 * @param peer the other one; null when there is none. Its values pair up with those of {@code own}
 * @param operators where a step's time goes, measured apart because the profiler costs time
 */
record BenchReport(Measurement own, @Nullable Measurement peer, OperatorTimes operators) {}

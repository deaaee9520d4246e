package io.lntune.graph.prefix;

import io.lntune.graph.ir.Value;

/**
 * A value at the cut: the last that is computed once per example.
 *
 * @param value what the frozen prefix computes
 * @param axis the axis along which the examples of a batch lie, each with as many neighbouring
 *     slices; -1 when a batch is one example and the value is all of it
 */
public record CachedValue(Value value, int axis) {}

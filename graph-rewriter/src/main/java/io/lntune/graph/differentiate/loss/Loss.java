package io.lntune.graph.differentiate.loss;

import io.lntune.graph.ir.Value;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A loss in a graph.
 *
 * @param value the loss, float32 scalar
 * @param predictions the graph output it was computed from
 * @param label the new graph input that takes the targets; null when the graph had its own
 * @param gradient emits the gradient of the loss by the values it was computed from
 */
public record Loss(
    Value value, Value predictions, @Nullable Value label, Supplier<Map<Value, Value>> gradient) {}

package io.lntune.graph.precision;

import io.lntune.graph.ir.Tensor;

/**
 * A weight in fewer bits.
 *
 * @param values the numbers, in a file
 * @param scales what they are multiplied by
 */
record QuantizedWeight(Tensor values, Tensor scales) {}

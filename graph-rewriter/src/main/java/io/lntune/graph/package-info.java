/**
 * ONNX graph analysis, rewriting and differentiation. Start reading at {@code
 * io.lntune.graph.ir.Model}; the stages are the sub-packages {@code parse}, {@code norm}, {@code
 * tag}, {@code differentiate}, {@code emit} and {@code merge}, in that order.
 */
@NullMarked
package io.lntune.graph;

import org.jspecify.annotations.NullMarked;

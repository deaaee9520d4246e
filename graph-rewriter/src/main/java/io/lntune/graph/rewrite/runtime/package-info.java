/**
 * Changes to an emitted graph for the sake of ONNX Runtime: of graphs that compute the same, those
 * that take its fast kernels ({@code StepForRuntime}), and no second forms of frozen weights
 * ({@code WeightsForRuntime}).
 */
@NullMarked
package io.lntune.graph.rewrite.runtime;

import org.jspecify.annotations.NullMarked;

/**
 * Types and shapes of all values, by asking ONNX Runtime: no shape rule is written by hand. The
 * only package here that uses the runtime. Start at {@code ShapeOracle}.
 */
@NullMarked
package io.lntune.graph.infer;

import org.jspecify.annotations.NullMarked;

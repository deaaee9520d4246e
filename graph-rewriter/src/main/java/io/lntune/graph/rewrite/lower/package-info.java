/**
 * Lowering: fused and newer operators become core operators that have gradients, exactly as ONNX
 * Runtime's kernels compute them. One class per rule; {@code LoweringRules} lists them, {@code
 * CoreOperators} is the vocabulary they emit. Imports {@code ir} and {@code rewrite} only.
 */
@NullMarked
package io.lntune.graph.rewrite.lower;

import org.jspecify.annotations.NullMarked;

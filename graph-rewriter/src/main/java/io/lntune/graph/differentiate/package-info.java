/**
 * Reverse-mode differentiation of ONNX graphs. Start at {@code ReverseMode}; the table of rules is
 * {@code StandardGradients}. Imports {@code ir} and {@code rewrite}.
 */
@NullMarked
package io.lntune.graph.differentiate;

import org.jspecify.annotations.NullMarked;

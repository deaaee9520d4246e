/**
 * Losses appended to a graph, each with its gradient in closed form. Start at {@code LossSpec} and
 * {@code LossBuilder}.
 */
@NullMarked
package io.lntune.graph.differentiate.loss;

import org.jspecify.annotations.NullMarked;

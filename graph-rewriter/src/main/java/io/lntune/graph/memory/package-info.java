/**
 * How much memory a training step needs and how it needs less: in which order the runtime runs the
 * nodes, what lives meanwhile, and what is computed a second time rather than kept. Start at {@code
 * GradientOrder}, which every step model goes through.
 */
@NullMarked
package io.lntune.graph.memory;

import org.jspecify.annotations.NullMarked;

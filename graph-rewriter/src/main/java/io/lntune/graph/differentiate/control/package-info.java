/**
 * Gradients of nodes with bodies: {@code If} and {@code Loop}. A backward body runs the forward
 * body once more and then its gradients. Imports what the rules import. Start at {@code
 * BackwardBody}.
 */
@NullMarked
package io.lntune.graph.differentiate.control;

import org.jspecify.annotations.NullMarked;

/**
 * From a base model to one graph that computes the loss and the gradients of its trainable tensors:
 * the stages tag and differentiate, one call each. Start at {@code TaggedModel}. What becomes of
 * the graph, files or a diagnosis, is for the packages above.
 */
@NullMarked
package io.lntune.graph.backward;

import org.jspecify.annotations.NullMarked;

/**
 * Computes the products with frozen weights in fewer bits, in a graph that is already
 * differentiated. Start at {@code ReducedProducts}. The trained tensors, their gradients and
 * everything between two products stay float32.
 */
@NullMarked
package io.lntune.graph.precision;

import org.jspecify.annotations.NullMarked;

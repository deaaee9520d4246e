/**
 * Tensors with very many columns never exist as a whole: what computes their rows each for itself
 * goes through them a chunk of rows at a time. Start at {@code RowChunks}; what belongs to such a
 * place is found by {@code RowRegion}, by the rules of {@code RowRules} one package up.
 */
@NullMarked
package io.lntune.graph.rewrite.chunk;

import org.jspecify.annotations.NullMarked;

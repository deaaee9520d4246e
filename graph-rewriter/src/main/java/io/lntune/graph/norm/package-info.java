/**
 * Finds normalisation layers by structure. Start at {@code NormFinder}; every spelling has a
 * recogniser of its own, listed in {@code NormRecognisers}. Imports {@code ir} only.
 */
@NullMarked
package io.lntune.graph.norm;

import org.jspecify.annotations.NullMarked;

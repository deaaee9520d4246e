/**
 * Decides which stored tensors are trained and under which name. Start at {@code Tagger}. Imports
 * {@code ir} and {@code norm}.
 */
@NullMarked
package io.lntune.graph.tag;

import org.jspecify.annotations.NullMarked;

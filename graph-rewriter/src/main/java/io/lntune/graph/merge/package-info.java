/**
 * Puts trained values back into the base and proves that nothing else changed. Start at {@code
 * Merge} and {@code ModelDiff}. Imports {@code emit}, {@code parse} and {@code ir}.
 */
@NullMarked
package io.lntune.graph.merge;

import org.jspecify.annotations.NullMarked;

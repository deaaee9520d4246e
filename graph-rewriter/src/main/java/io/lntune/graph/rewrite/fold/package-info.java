/**
 * Evaluates the shape arithmetic of a graph on small constants. {@code FoldRules} lists what can be
 * evaluated; the pass {@code ConstantFolding} decides where. Imports {@code ir} only.
 */
@NullMarked
package io.lntune.graph.rewrite.fold;

import org.jspecify.annotations.NullMarked;

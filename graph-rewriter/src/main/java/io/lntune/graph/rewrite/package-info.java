/**
 * Changes to a graph: {@code GraphBuilder} emits nodes, {@code RewriteRule} describes a local
 * change, {@code RewriteDriver} applies rules, {@code Pass} is a whole-graph change. Knows {@code
 * ir} and {@code match} only.
 */
@NullMarked
package io.lntune.graph.rewrite;

import org.jspecify.annotations.NullMarked;

/**
 * A small language for the shape of a subgraph: a {@code Pattern} is matched at a node and yields a
 * {@code Match} with captured values or a {@code MatchFailure} that says what was closest. Imports
 * {@code ir} only. Start at {@code Pattern}.
 */
@NullMarked
package io.lntune.graph.match;

import org.jspecify.annotations.NullMarked;

package io.lntune.graph.match;

import io.lntune.graph.ir.Node;

/**
 * The pattern does not fit; of all attempts this tells the one that got furthest.
 *
 * @param reason what was expected and what was found, in words
 * @param node where
 */
public record MatchFailure(String reason, Node node) implements MatchResult {}

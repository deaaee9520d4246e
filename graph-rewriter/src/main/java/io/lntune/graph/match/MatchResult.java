package io.lntune.graph.match;

/** Outcome of matching a {@link Pattern}. */
public sealed interface MatchResult permits Match, MatchFailure {}

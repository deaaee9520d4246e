package io.lntune.graph.differentiate;

/** Writes down a body of the node under test. */
@FunctionalInterface
interface CaseBody {
  /** Adds inputs, nodes and outputs to {@code body}. */
  void write(BodyGraph body);
}

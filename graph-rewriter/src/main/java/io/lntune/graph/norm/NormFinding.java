package io.lntune.graph.norm;

import io.lntune.graph.ir.Node;

/** What a recogniser says about a root node. */
public sealed interface NormFinding {
  /** A normalisation layer with trainable tensors. */
  record Found(NormSite site) implements NormFinding {}

  /** Almost a normalisation layer; why it cannot be trained. */
  record Refused(Node node, String reason) implements NormFinding {}

  /** Something else. */
  record Unrelated() implements NormFinding {}

  /** The one {@link Unrelated}. */
  NormFinding UNRELATED = new Unrelated();
}

package io.lntune.graph.norm;

import io.lntune.graph.ir.Node;
import java.util.List;

/** What a recogniser says about a root node. */
public sealed interface NormFinding {
  /**
   * Normalisation layers with trainable tensors: one, or several that an optimiser let share their
   * statistics.
   */
  record Found(List<NormSite> sites) implements NormFinding {
    public Found {
      sites = List.copyOf(sites);
    }

    Found(NormSite site) {
      this(List.of(site));
    }
  }

  /** Almost a normalisation layer; why it cannot be trained. */
  record Refused(Node node, String reason) implements NormFinding {}

  /** Something else. */
  record Unrelated() implements NormFinding {}

  /** The one {@link Unrelated}. */
  NormFinding UNRELATED = new Unrelated();
}

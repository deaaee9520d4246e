package io.lntune.graph.norm;

import java.util.List;

/** The recognisers in the order in which they may claim a tensor. */
final class NormRecognisers {
  private NormRecognisers() {}

  static List<NormRecogniser> all() {
    return List.of(
        new DecomposedGroupNorms(),
        new OperatorNorms(),
        new DecomposedNorms(),
        new AffineOnlyNorms());
  }
}

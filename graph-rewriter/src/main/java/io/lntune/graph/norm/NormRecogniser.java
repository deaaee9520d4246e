package io.lntune.graph.norm;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import java.util.Set;

/** Recognises one family of spellings around a root node. */
interface NormRecogniser {
  /** Operators at which {@link #recognise} is tried. */
  Set<OpId> roots();

  /** Looks at {@code root}; changes nothing. */
  NormFinding recognise(Node root);
}

package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import java.util.Set;

/** A local change of the graph around one root node. A rule is a value; the driver applies it. */
public interface RewriteRule {
  /** Verb and object, for example {@code FuseErfGelu}. */
  String name();

  /** The operators at which {@link #apply} is tried. */
  Set<OpId> roots();

  /**
   * Tries the rule at {@code root}. An accepting rule emits the replacement through {@code builder}
   * (which inserts before the root) and names the values that take the place of the old outputs; it
   * changes nothing itself. A refusing rule says why.
   */
  Decision apply(Node root, GraphBuilder builder);
}

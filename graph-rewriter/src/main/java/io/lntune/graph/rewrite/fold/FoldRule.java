package io.lntune.graph.rewrite.fold;

import io.lntune.graph.ir.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluates a node of one operator whose inputs are all constant. */
public interface FoldRule {
  /**
   * The first output.
   *
   * @param node for its attributes
   * @param inputs one per input of the node; null where the input is left out
   * @throws NotFoldableException when it cannot be evaluated here
   */
  SmallArray fold(Node node, List<@Nullable SmallArray> inputs);
}

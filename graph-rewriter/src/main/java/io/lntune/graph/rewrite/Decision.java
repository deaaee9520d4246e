package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import java.util.Map;

/** What a {@link RewriteRule} decided at a node. */
public sealed interface Decision {
  /** Each old value is replaced by a new one; nodes that become dead are removed by the driver. */
  record Replace(Map<Value, Value> replacements) implements Decision {
    public Replace {
      replacements = Map.copyOf(replacements);
    }
  }

  /** Not applicable at this node, and why, in words. */
  record Decline(String reason, Node where) implements Decision {}

  /** One value takes the place of another. */
  static Decision replace(Value old, Value replacement) {
    return new Replace(Map.of(old, replacement));
  }

  /** Not applicable. */
  static Decision decline(String reason, Node where) {
    return new Decline(reason, where);
  }
}

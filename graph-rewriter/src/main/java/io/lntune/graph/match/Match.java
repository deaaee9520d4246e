package io.lntune.graph.match;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pattern fits.
 *
 * @param captures captured values by key
 * @param nodes the nodes that the pattern named, root first
 */
public record Match(Map<Capture, Value> captures, List<Node> nodes) implements MatchResult {
  public Match {
    captures = Map.copyOf(captures);
    nodes = List.copyOf(nodes);
  }

  /** The captured value. A capture that the matched alternative does not contain is an error. */
  public Value get(Capture capture) {
    Value value = captures.get(capture);
    if (value == null) {
      throw new IllegalArgumentException("nothing was captured as " + capture);
    }
    return value;
  }

  /** The captured value, or null when the matched alternative does not contain the capture. */
  public @Nullable Value find(Capture capture) {
    return captures.get(capture);
  }
}

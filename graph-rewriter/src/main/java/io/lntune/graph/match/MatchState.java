package io.lntune.graph.match;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one attempt has bound so far, and the failure that got furthest. */
final class MatchState {
  private final Node root;
  private final Map<Capture, Value> captures = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private int furthest = -1;
  private String reason = "";
  private Node where;

  MatchState(Node root) {
    this.root = root;
    this.where = root;
  }

  @Nullable Value captured(Capture capture) {
    return captures.get(capture);
  }

  /** Runs {@code attempt} with the capture bound; unbinds when the attempt fails. */
  boolean binding(Capture capture, Value value, BooleanSupplier attempt) {
    captures.put(capture, value);
    boolean matched = attempt.getAsBoolean();
    if (!matched) {
      captures.remove(capture);
    }
    return matched;
  }

  /** Runs {@code attempt} with the node counted as matched; forgets it when the attempt fails. */
  boolean entering(Node node, BooleanSupplier attempt) {
    nodes.add(node);
    boolean matched = attempt.getAsBoolean();
    if (!matched) {
      nodes.remove(nodes.size() - 1);
    }
    return matched;
  }

  /** Notes a failure at {@code value} if no earlier attempt matched as many nodes. */
  boolean fail(@Nullable Value value, Supplier<String> message) {
    if (nodes.size() > furthest) {
      furthest = nodes.size();
      reason = message.get();
      Node producer = value == null ? null : value.producer();
      where = producer != null ? producer : nodes.isEmpty() ? root : nodes.get(nodes.size() - 1);
    }
    return false;
  }

  Match match() {
    return new Match(captures, nodes);
  }

  MatchFailure failure() {
    return new MatchFailure(reason, where);
  }
}

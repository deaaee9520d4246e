package io.lntune.graph.ir;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Hands out value names that are unique in a model, subgraphs included. */
final class Names {
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> counters = new HashMap<>();

  void reserve(String name) {
    taken.add(name);
  }

  /** {@code hint} itself when free, else with the smallest free number appended. */
  String unique(String hint) {
    String candidate = hint;
    while (!taken.add(candidate)) {
      candidate = hint + "_" + counters.merge(hint, 1, Integer::sum);
    }
    return candidate;
  }
}

package io.lntune.graph.merge;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/** Initializers of a graph by name, in order. */
final class InitializerTable {
  private InitializerTable() {}

  static Map<String, Value> of(Graph graph) {
    Map<String, Value> table = new LinkedHashMap<>();
    graph.initializers().forEach(value -> table.put(value.name(), value));
    return table;
  }
}

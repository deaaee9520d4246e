package io.lntune.graph.rewrite.pass;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Function;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions of a model by name, checked to be free of recursion and of explosive nesting. */
final class FunctionIndex {
  /** Nodes after inlining; far more than any real model has. */
  private static final long MAXIMUM_NODES = 4_000_000;

  private record Key(OpId op, String overload) {}

  private final Map<Key, Function> functions = new LinkedHashMap<>();

  FunctionIndex(List<Function> functions) {
    for (Function function : functions) {
      Key key = new Key(function.op(), function.overload());
      if (this.functions.put(key, function) != null) {
        throw LntuneException.badInput(
            "A function is defined twice", describe(key), "The model is damaged; export it again.");
      }
    }
  }

  /** The function that {@code node} calls; null when it is an operator. */
  @Nullable Function calledBy(Node node) {
    return functions.get(new Key(node.op(), node.overload()));
  }

  /** Refuses recursion, and a model that would become too large. */
  void check(Graph graph) {
    Map<Key, List<Key>> callers = new HashMap<>();
    Map<Key, Integer> openCalls = new HashMap<>();
    functions.forEach(
        (key, function) -> {
          List<Key> calls = calls(function.body());
          openCalls.put(key, calls.size());
          for (Key call : calls) {
            callers.computeIfAbsent(call, absent -> new ArrayList<>()).add(key);
          }
        });
    Map<Key, Long> sizes = new HashMap<>();
    Deque<Key> ready = new ArrayDeque<>();
    openCalls.forEach(
        (key, open) -> {
          if (open == 0) {
            ready.add(key);
          }
        });
    while (!ready.isEmpty()) {
      Key key = ready.remove();
      sizes.put(key, size(functions.get(key), sizes));
      for (Key caller : callers.getOrDefault(key, List.of())) {
        if (openCalls.merge(caller, -1, Integer::sum) == 0) {
          ready.add(caller);
        }
      }
    }
    functions.keySet().stream()
        .filter(key -> !sizes.containsKey(key))
        .findFirst()
        .ifPresent(
            key -> {
              throw LntuneException.badInput(
                  "A function calls itself", describe(key), "ONNX does not allow recursion.");
            });
    if (size(graph, sizes) >= MAXIMUM_NODES) {
      throw LntuneException.unsupported(
          "Inlining the functions would give more than " + MAXIMUM_NODES + " nodes",
          "",
          "Export the model without nested functions.");
    }
  }

  private long size(@Nullable Function function, Map<Key, Long> sizes) {
    return function == null ? 0 : size(function.body(), sizes);
  }

  /** Nodes after inlining, not counted beyond the maximum. */
  private long size(Graph body, Map<Key, Long> sizes) {
    long size = 0;
    for (Graph graph : Subgraphs.withNested(body)) {
      for (Node node : graph.nodes()) {
        size += sizes.getOrDefault(new Key(node.op(), node.overload()), 1L);
        if (size >= MAXIMUM_NODES) {
          return MAXIMUM_NODES;
        }
      }
    }
    return size;
  }

  private List<Key> calls(Graph body) {
    List<Key> calls = new ArrayList<>();
    for (Graph graph : Subgraphs.withNested(body)) {
      for (Node node : graph.nodes()) {
        Key key = new Key(node.op(), node.overload());
        if (functions.containsKey(key)) {
          calls.add(key);
        }
      }
    }
    return calls;
  }

  private static String describe(Key key) {
    return "function '"
        + key.op()
        + "'"
        + (key.overload().isEmpty() ? "" : " overload '" + key.overload() + "'");
  }
}

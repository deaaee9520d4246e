package io.lntune.graph.prefix;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cheapest set of edges whose removal parts a source from a sink: as much as the largest flow
 * between them. Source: Dinic, "Algorithm for solution of a problem of maximum flow in networks
 * with power estimation" (1970); Ford and Fulkerson, "Maximal flow through a network" (1956).
 */
final class MinimumCut {
  /** Capacity of an edge that must not be cut. */
  static final long UNLIMITED = Long.MAX_VALUE / 4;

  private final List<List<Integer>> edges = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();
  private final List<Long> capacities = new ArrayList<>();

  /** A new vertex. */
  int vertex() {
    edges.add(new ArrayList<>());
    return edges.size() - 1;
  }

  /** An edge with a capacity in this direction alone. */
  void edge(int from, int to, long capacity) {
    edges.get(from).add(ends.size());
    ends.add(to);
    capacities.add(capacity);
    edges.get(to).add(ends.size());
    ends.add(from);
    capacities.add(0L);
  }

  /**
   * Cuts. Of several cheapest cuts it is the one nearest to the sink.
   *
   * @return whether each vertex is on the sink's side; null when every cut has an unlimited edge
   */
  boolean @Nullable [] between(int source, int sink) {
    long flow = 0;
    int[] levels = levels(source);
    while (levels[sink] >= 0) {
      int[] next = new int[edges.size()];
      for (long pushed = push(source, sink, levels, next);
          pushed > 0;
          pushed = push(source, sink, levels, next)) {
        flow += pushed;
        if (flow >= UNLIMITED) {
          return null;
        }
      }
      levels = levels(source);
    }
    return reaching(sink);
  }

  private int[] levels(int source) {
    int[] levels = new int[edges.size()];
    Arrays.fill(levels, -1);
    levels[source] = 0;
    Deque<Integer> open = new ArrayDeque<>(List.of(source));
    while (!open.isEmpty()) {
      int vertex = open.remove();
      for (int edge : edges.get(vertex)) {
        if (capacities.get(edge) > 0 && levels[ends.get(edge)] < 0) {
          levels[ends.get(edge)] = levels[vertex] + 1;
          open.add(ends.get(edge));
        }
      }
    }
    return levels;
  }

  /** Pushes flow along one path of rising levels; 0 when there is none left. */
  private long push(int source, int sink, int[] levels, int[] next) {
    List<Integer> path = new ArrayList<>();
    int vertex = source;
    while (vertex != sink) {
      int edge = advance(vertex, levels, next);
      if (edge >= 0) {
        path.add(edge);
        vertex = ends.get(edge);
      } else if (path.isEmpty()) {
        return 0;
      } else {
        vertex = ends.get(path.remove(path.size() - 1) ^ 1);
        next[vertex]++;
      }
    }
    long amount = path.stream().mapToLong(capacities::get).min().orElse(0);
    for (int edge : path) {
      capacities.set(edge, capacities.get(edge) - amount);
      capacities.set(edge ^ 1, capacities.get(edge ^ 1) + amount);
    }
    return amount;
  }

  private int advance(int vertex, int[] levels, int[] next) {
    List<Integer> out = edges.get(vertex);
    for (; next[vertex] < out.size(); next[vertex]++) {
      int edge = out.get(next[vertex]);
      if (capacities.get(edge) > 0 && levels[ends.get(edge)] == levels[vertex] + 1) {
        return edge;
      }
    }
    return -1;
  }

  private boolean[] reaching(int sink) {
    boolean[] reached = new boolean[edges.size()];
    reached[sink] = true;
    Deque<Integer> open = new ArrayDeque<>(List.of(sink));
    while (!open.isEmpty()) {
      for (int edge : edges.get(open.remove())) {
        int other = ends.get(edge);
        if (!reached[other] && capacities.get(edge ^ 1) > 0) {
          reached[other] = true;
          open.add(other);
        }
      }
    }
    return reached;
  }
}

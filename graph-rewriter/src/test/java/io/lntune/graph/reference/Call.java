package io.lntune.graph.reference;

import io.lntune.graph.ir.Attributes;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node together with the values of its inputs. */
final class Call {
  private final Node node;
  private final List<@Nullable Array> inputs;
  private final Scope scope;

  Call(Node node, List<@Nullable Array> inputs, Scope scope) {
    this.node = node;
    this.inputs = inputs;
    this.scope = scope;
  }

  int inputCount() {
    return inputs.size();
  }

  int outputCount() {
    return node.outputs().size();
  }

  boolean has(int index) {
    return optional(index) != null;
  }

  @Nullable Array optional(int index) {
    return index < inputs.size() ? inputs.get(index) : null;
  }

  Array in(int index) {
    Array array = optional(index);
    if (array == null) {
      throw invalid("input " + index + " is missing");
    }
    return array;
  }

  /** The inputs that are present, from {@code first} on. */
  List<Array> allFrom(int first) {
    return inputs.stream().skip(first).filter(Array.class::isInstance).toList();
  }

  /** This call, once it is sure that the inputs from {@code first} on have one element type. */
  Call oneType(int first) {
    if (allFrom(first).stream().map(Array::type).distinct().count() > 1) {
      throw invalid("the inputs must have one element type");
    }
    return this;
  }

  Attributes attributes() {
    return node.attributes();
  }

  int attribute(String name, int absent) {
    return Math.toIntExact(attributes().intValue(name, absent));
  }

  boolean flag(String name, boolean absent) {
    return attributes().intValue(name, absent ? 1 : 0) != 0;
  }

  double attribute(String name, double absent) {
    return attributes().floatValue(name, (float) absent);
  }

  String attribute(String name, String absent) {
    return attributes().string(name, absent);
  }

  /** The integers of an attribute, or null. */
  long @Nullable [] longs(String name) {
    List<Long> values = attributes().ints(name);
    return values == null ? null : values.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * The integers of an input or, as in older opsets, of an attribute; null when both are absent.
   */
  long @Nullable [] longs(int index, String name) {
    Array input = optional(index);
    return input == null ? longs(name) : input.toLongs();
  }

  long[] requiredLongs(int index, String name) {
    long[] values = longs(index, name);
    if (values == null) {
      throw invalid(name + " is missing");
    }
    return values;
  }

  /** The number in an input or, as in older opsets, in an attribute. */
  double number(int index, String name, double absent) {
    Array input = optional(index);
    return input == null || input.count() == 0 ? attribute(name, absent) : input.item();
  }

  Graph subgraph(String name) {
    Graph graph = attributes().graph(name);
    if (graph == null) {
      throw invalid("subgraph " + name + " is missing");
    }
    return graph;
  }

  /** Evaluates a subgraph with the given inputs; it sees the values around this node. */
  List<Array> evaluate(Graph subgraph, List<Array> arguments) {
    return scope.evaluateInside(subgraph, arguments);
  }

  IllegalArgumentException invalid(String problem) {
    return new IllegalArgumentException(node.describe() + ": " + problem);
  }
}

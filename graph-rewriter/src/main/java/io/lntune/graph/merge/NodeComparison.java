package io.lntune.graph.merge;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Function;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares nodes of two models apart from their inputs. */
final class NodeComparison {
  private NodeComparison() {}

  /** Same operator, name, output count and attributes. */
  static boolean sameOperator(Node a, Node b) {
    return a.op().equals(b.op())
        && a.name().equals(b.name())
        && outputs(a).equals(outputs(b))
        && a.inputs().size() == b.inputs().size()
        && sameAttributes(a.attributes().asMap(), b.attributes().asMap());
  }

  /** Two {@code Constant} nodes with one output name that hold different values. */
  static boolean sameConstantButItsValue(Node a, Node b) {
    return a.is("Constant")
        && b.is("Constant")
        && a.name().equals(b.name())
        && names(a.outputs()).equals(names(b.outputs()))
        && a.attributes().asMap().keySet().equals(b.attributes().asMap().keySet());
  }

  private static List<Boolean> outputs(Node node) {
    return node.outputs().stream().map(Objects::nonNull).toList();
  }

  private static boolean sameAttributes(Map<String, Attribute> a, Map<String, Attribute> b) {
    return a.keySet().equals(b.keySet())
        && a.keySet().stream().allMatch(name -> same(a.get(name), b.get(name)));
  }

  private static boolean same(@Nullable Attribute a, @Nullable Attribute b) {
    if (a instanceof Attribute.TensorValue x && b instanceof Attribute.TensorValue y) {
      return same(x.value(), y.value());
    }
    if (a instanceof Attribute.GraphValue x && b instanceof Attribute.GraphValue y) {
      return sameGraph(x.value(), y.value());
    }
    if (a instanceof Attribute.Graphs x && b instanceof Attribute.Graphs y) {
      return sameGraphs(x.values(), y.values());
    }
    if (a instanceof Attribute.Opaque) {
      return b != null && a.getClass() == b.getClass();
    }
    return Objects.equals(a, b);
  }

  private static boolean same(Tensor a, Tensor b) {
    if (a.elementType() != b.elementType() || !a.shape().equals(b.shape())) {
      return false;
    }
    if (a.elementType().bits() == 0) {
      return a.content().equals(b.content());
    }
    ByteBuffer left = a.bytes();
    return left.equals(b.bytes());
  }

  /** Same function body, interface and opsets. */
  static boolean sameFunction(Function a, Function b) {
    return a.op().equals(b.op())
        && a.overload().equals(b.overload())
        && a.opsets().equals(b.opsets())
        && a.attributeNames().equals(b.attributeNames())
        && sameAttributes(a.attributeDefaults(), b.attributeDefaults())
        && sameGraph(a.body(), b.body());
  }

  private static boolean sameGraphs(List<Graph> a, List<Graph> b) {
    boolean same = a.size() == b.size();
    for (int i = 0; same && i < a.size(); i++) {
      same = sameGraph(a.get(i), b.get(i));
    }
    return same;
  }

  private static boolean sameGraph(Graph a, Graph b) {
    Map<String, Value> before = InitializerTable.of(a);
    Map<String, Value> after = InitializerTable.of(b);
    return names(a.inputs()).equals(names(b.inputs()))
        && names(a.outputs()).equals(names(b.outputs()))
        && sameNodes(a.nodes(), b.nodes())
        && before.keySet().equals(after.keySet())
        && before.entrySet().stream()
            .allMatch(
                entry -> {
                  Value now = after.get(entry.getKey());
                  return now != null
                      && TensorComparison.difference(entry.getValue(), now).isEmpty();
                });
  }

  private static boolean sameNodes(List<Node> a, List<Node> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      Node before = a.get(i);
      Node after = b.get(i);
      if (!sameOperator(before, after)
          || !names(before.inputs()).equals(names(after.inputs()))
          || !names(before.outputs()).equals(names(after.outputs()))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> names(List<? extends @Nullable Value> values) {
    return values.stream().map(NodeComparison::name).toList();
  }

  private static String name(@Nullable Value value) {
    return value == null ? "" : value.name();
  }
}

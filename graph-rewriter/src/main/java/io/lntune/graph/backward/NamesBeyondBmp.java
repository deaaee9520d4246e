package io.lntune.graph.backward;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.List;

/**
 * Deals with names that hold characters beyond Unicode's basic plane, such as emoji. The Java
 * binding of ONNX Runtime reads the names of inputs and outputs in another encoding of these, so it
 * does not find them again.
 */
final class NamesBeyondBmp {
  private NamesBeyondBmp() {}

  /**
   * Renames what lies inside the graph.
   *
   * @throws LntuneException when an input or output has such a name
   */
  static void remove(Graph graph) {
    graph.inputs().forEach(value -> require(value.name(), "input"));
    graph.outputs().forEach(value -> require(value.name(), "output"));
    for (Graph each : Subgraphs.withNested(graph)) {
      for (Node node : List.copyOf(each.nodes())) {
        for (Value output : node.outputs()) {
          if (output != null && isBeyond(output.name())) {
            each.rename(output, each.fresh(plain(output.name())).name());
          }
        }
      }
    }
  }

  /** Refuses a name that the runtime could not be asked for. */
  static void require(String name, String what) {
    if (isBeyond(name)) {
      throw LntuneException.unsupported(
          "ONNX Runtime's Java binding cannot find a name with characters beyond Unicode's basic"
              + " plane",
          what + " '" + name + "'",
          "Rename it in the model, for example to '" + plain(name) + "'.");
    }
  }

  private static boolean isBeyond(String name) {
    return name.codePoints().anyMatch(Character::isSupplementaryCodePoint);
  }

  private static String plain(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .forEach(
            point -> {
              if (Character.isSupplementaryCodePoint(point)) {
                text.append('u').append(Integer.toHexString(point));
              } else {
                text.appendCodePoint(point);
              }
            });
    return text.toString();
  }
}

package io.lntune.graph.rewrite.opset;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Knows what opsets 22 to 24 added to {@link CanonicalOpset#VERSION}. Of the operators that exist
 * in both, most only accept more types; those need no change.
 */
public final class NewerOpset {
  /** The newest opset whose operators are known here. */
  public static final long NEWEST = 24;

  private static final Set<String> NEW_OPERATORS =
      Set.of("Attention", "RMSNormalization", "RotaryEmbedding", "Swish", "TensorScatter");

  private static final Map<String, Set<String>> NEW_ATTRIBUTES =
      Map.of(
          "Cast", Set.of("round_mode"),
          "CastLike", Set.of("round_mode"),
          "DequantizeLinear", Set.of("output_dtype"),
          "QuantizeLinear", Set.of("precision"));

  private static final Set<DataType> NEW_TYPES =
      Set.of(DataType.FLOAT4E2M1, DataType.FLOAT8E8M0, DataType.UINT2, DataType.INT2);

  private NewerOpset() {}

  /**
   * The nodes of {@code root} and the graphs inside it that {@link CanonicalOpset#VERSION} cannot
   * express; they must be lowered first.
   */
  public static List<Node> remaining(Graph root) {
    List<Node> nodes = new ArrayList<>();
    for (Graph graph : Subgraphs.withNested(root)) {
      for (Node node : graph.nodes()) {
        if (node.op().domain().isEmpty() && isNewer(node)) {
          nodes.add(node);
        }
      }
    }
    return nodes;
  }

  /** Removes attributes that {@link CanonicalOpset#VERSION} lacks and that only state a default. */
  public static void dropNewAttributes(Graph root) {
    for (Graph graph : Subgraphs.withNested(root)) {
      for (Node node : graph.nodes()) {
        if (node.op().domain().isEmpty()) {
          NEW_ATTRIBUTES.getOrDefault(node.op().type(), Set.of()).stream()
              .filter(node.attributes()::has)
              .forEach(node::removeAttribute);
        }
      }
    }
  }

  private static boolean isNewer(Node node) {
    if (NEW_OPERATORS.contains(node.op().type())) {
      return true;
    }
    for (String attribute : NEW_ATTRIBUTES.getOrDefault(node.op().type(), Set.of())) {
      // The rounding of Cast concerns the new types only, which are looked at below.
      if (node.attributes().get(attribute) instanceof Attribute.IntValue number
          && number.value() != 0) {
        return true;
      }
    }
    for (Value output : node.outputs()) {
      if (output != null && NEW_TYPES.contains(output.elementType())) {
        return true;
      }
    }
    return false;
  }
}

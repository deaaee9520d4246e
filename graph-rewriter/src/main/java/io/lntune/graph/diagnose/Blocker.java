package io.lntune.graph.diagnose;

import io.lntune.graph.ir.OpId;
import java.util.List;

/**
 * Something that has to go before the model can be trained.
 *
 * @param kind what sort of obstacle it is
 * @param operator the operator of the node
 * @param opset version of the operator's domain that the model imports; 0 when it imports none
 * @param node the node's name, or that of its first output
 * @param module dotted path of the module the node was exported from; may be empty
 * @param parameters names of the trained tensors whose gradient would have to pass the node
 * @param reason why it is an obstacle
 * @param suggestion what can be done
 */
public record Blocker(
    Kind kind,
    OpId operator,
    long opset,
    String node,
    String module,
    List<String> parameters,
    String reason,
    String suggestion) {
  /** Sorts of obstacles. */
  public enum Kind {
    /** No gradient passes the node. */
    NO_GRADIENT("no-gradient"),
    /** ONNX Runtime does not know the operator. */
    UNKNOWN_OPERATOR("unknown-operator"),
    /** The model as a whole cannot be prepared; there is no single node to name. */
    MODEL("model");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** Lower-case name for reports. */
    public String label() {
      return label;
    }
  }

  public Blocker {
    parameters = List.copyOf(parameters);
  }

  /** An obstacle that is no single node. */
  static Blocker ofModel(String reason, String suggestion) {
    return new Blocker(Kind.MODEL, OpId.onnx(""), 0, "", "", List.of(), reason, suggestion);
  }
}

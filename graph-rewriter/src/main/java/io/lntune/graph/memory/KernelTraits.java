package io.lntune.graph.memory;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.OperatorTraits;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.Set;

/** What the runtime's CPU kernels do with memory, and which of them can run again. */
final class KernelTraits {
  /** The result is the first input's memory under another shape. */
  private static final Set<String> VIEWS =
      Set.of("Reshape", "Squeeze", "Unsqueeze", "Flatten", "Identity");

  private static final OpId EXPAND = OpId.microsoft("ExpandDims");

  /** The result may be written over an input of the same size that nothing reads any more. */
  private static final Set<String> IN_PLACE =
      Set.of(
          "Abs",
          "Add",
          "Ceil",
          "Clip",
          "Cos",
          "Div",
          "Elu",
          "Erf",
          "Exp",
          "Floor",
          "HardSigmoid",
          "LeakyRelu",
          "Log",
          "LogSoftmax",
          "Mul",
          "Neg",
          "Reciprocal",
          "Relu",
          "Selu",
          "Sigmoid",
          "Sin",
          "Softmax",
          "Softplus",
          "Softsign",
          "Sqrt",
          "Sub",
          "Sum",
          "Tanh");

  private KernelTraits() {}

  static boolean isView(Node node) {
    return node.op().equals(EXPAND)
        || (node.op().domain().isEmpty() && VIEWS.contains(node.op().type()));
  }

  /** Whether {@code value} is a stored tensor or the memory of one under another shape. */
  static boolean isStored(Value value) {
    Value source = value;
    while (source.initializer() == null) {
      Node producer = source.producer();
      Value viewed = producer == null || !isView(producer) ? null : producer.input(0);
      if (viewed == null) {
        return false;
      }
      source = viewed;
    }
    return true;
  }

  static boolean worksInPlace(Node node) {
    return node.op().domain().isEmpty() && IN_PLACE.contains(node.op().type());
  }

  /** Whether a second run of the node, without its bodies' run, gives the same values. */
  static boolean isRepeatable(Node node) {
    return !OperatorTraits.RANDOM.contains(node.op()) && Subgraphs.of(node).isEmpty();
  }
}

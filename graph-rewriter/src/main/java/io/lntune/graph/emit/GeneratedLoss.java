package io.lntune.graph.emit;

import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What an evaluation model's loss is. A mean {@code SoftmaxCrossEntropyLoss} (opset 12) tells its
 * labels, its classes and how labels count; of any other loss only the value is known.
 *
 * @param spec the loss
 * @param labels name of the labels that the loss node reads; empty when unknown
 * @param predictions output [N, C] that the loss is computed from; empty when there is none
 * @param classes number of classes; -1 when unknown
 */
record GeneratedLoss(LossSpec spec, String labels, String predictions, long classes) {
  /** What the generator's losses call their targets, and common variants. */
  private static final Set<String> LABEL_NAMES = Set.of("labels", "label", "target", "targets");

  static GeneratedLoss of(Graph graph, String output) {
    Value loss = graph.find(output);
    Node node = loss == null ? null : loss.producer();
    if (node == null || !isMeanCrossEntropy(node)) {
      return new GeneratedLoss(new LossSpec.GraphOutput(output), "", "", -1);
    }
    Value scores = node.requiredInput(0);
    Shape shape = scores.shape();
    boolean matrix = shape != null && shape.rank() == 2;
    long ignored = node.attributes().intValue("ignore_index", LossSpec.NO_INDEX);
    return new GeneratedLoss(
        new LossSpec.CrossEntropy("", ignored, 0, List.of(), false),
        node.requiredInput(1).name(),
        matrix && graph.isOutput(scores) ? scores.name() : "",
        shape != null && shape.rank() >= 2 ? shape.dim(1).size() : -1);
  }

  /** The loss as the only summand, whose value is {@code output}. */
  List<PlannedLoss> planned(String output) {
    return List.of(new PlannedLoss(spec.terms().get(0), output, predictions, labels, classes));
  }

  private static boolean isMeanCrossEntropy(Node node) {
    return node.is("SoftmaxCrossEntropyLoss")
        && node.attributes().string("reduction", "mean").equals("mean")
        && node.input(2) == null
        && node.requiredInput(1).producer() == null
        && node.requiredInput(1).elementType() == DataType.INT64;
  }

  /** Whether {@code input} is for the loss and not for the model. */
  boolean isLabel(Value input) {
    return labels.isEmpty()
        ? LABEL_NAMES.contains(input.name().toLowerCase(Locale.ROOT))
        : labels.equals(input.name());
  }
}

package io.lntune.graph.diagnose;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.loss.LossBuilder;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.pass.TopologicalOrder;
import java.util.List;

/**
 * Examines a model that cannot be brought into canonical form, most often because ONNX Runtime
 * cannot load it. Types are missing then; only the links between nodes are looked at.
 */
final class UnloadableModel {
  private final Model model;
  private final Findings findings;
  private final Suggestions suggestions = new Suggestions(null);

  UnloadableModel(Model model, Findings findings) {
    this.model = model;
    this.findings = findings;
  }

  void examine(List<Value> trained, LossSpec loss, LntuneException failure) {
    new TopologicalOrder().run(model);
    typeCasts();
    List<Value> predictions = new LossBuilder(model.graph()).predictions(loss);
    GradientPath path =
        new GradientPath(model.graph(), trained, predictions, StructuralRegistry.registry());
    path.report(trained.size(), findings);
    List<Node> unknown = UnknownOperators.in(model);
    if (unknown.isEmpty()) {
      findings.block(failure);
    }
    for (Node node : unknown) {
      findings.block(
          Blocker.Kind.UNKNOWN_OPERATOR,
          node,
          path.through(node),
          "ONNX Runtime does not know this operator",
          suggestions.unknown(node.op()));
    }
    path.blockers()
        .forEach(
            (node, reason) -> {
              if (!unknown.contains(node)) {
                findings.blockGradient(node, reason, path, suggestions);
              }
            });
  }

  /** Integers end a gradient; casts to them are the places that tell without inference. */
  private void typeCasts() {
    for (Node node : model.graph().nodes()) {
      Value output = node.output(0);
      if (node.is("Cast") && output != null && output.type() == null) {
        DataType to = DataType.ofCode((int) node.attributes().intValue("to", 0));
        output.setType(new TensorType(to, null));
      }
    }
  }
}

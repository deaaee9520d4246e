package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SoftmaxCrossEntropyLoss of scores and NegativeLogLikelihoodLoss of log-probabilities [N, C, ...]
 * at labels [N, ...] (opset 12), which exporters write for a model that returns its loss: minus the
 * log-probability of every label, weighted, and their sum or weighted mean.
 */
final class LowerLabelLoss extends Lowering {
  private static final OpId OF_SCORES = OpId.onnx("SoftmaxCrossEntropyLoss");

  LowerLabelLoss() {
    super(OF_SCORES, OpId.onnx("NegativeLogLikelihoodLoss"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Value scores = root.requiredInput(0);
    Value label = root.requiredInput(1);
    DataType integers = label.elementType();
    if (integers != DataType.INT64 && integers != DataType.INT32) {
      return Decision.decline("the type of the labels is not known", root);
    }
    Value logarithms =
        root.op().equals(OF_SCORES)
            ? builder.sameType(scores, core.node("LogSoftmax", axis(1), scores))
            : scores;
    @Nullable Value weights = null;
    Value index = label;
    if (root.attributes().has("ignore_index")) {
      double ignored = root.attributes().intValue("ignore_index", 0);
      Value ignores = core.logical("Equal", label, builder.scalar(ignored, integers));
      weights = builder.cast(core.logical("Not", ignores), scores.elementType());
      index = builder.where(ignores, builder.scalar(0, integers), label);
      builder.typed(index, integers);
    }
    Value classWeights = root.input(2);
    if (classWeights != null) {
      Value each = core.gather(classWeights, index, 0);
      weights = weights == null ? each : builder.mul(each, weights);
    }
    Value picked = core.node("GatherElements", axis(1), logarithms, builder.unsqueeze(index, 1));
    Value terms = builder.neg(builder.squeeze(picked, 1));
    Value weighted = weights == null ? terms : builder.mul(terms, weights);
    Value loss = reduced(root.attributes().string("reduction", "mean"), weighted, weights, core);
    return new Outputs(root).put(0, loss).put(1, logarithms).replace();
  }

  private static Value reduced(
      String reduction, Value terms, @Nullable Value weights, CoreOperators core) {
    if (reduction.equals("none")) {
      return terms;
    }
    if (reduction.equals("mean") && weights == null) {
      return whole("ReduceMean", terms, core);
    }
    Value sum = whole("ReduceSum", terms, core);
    return reduction.equals("sum") || weights == null
        ? sum
        : core.builder().div(sum, whole("ReduceSum", weights, core));
  }

  /** Over all axes, to a scalar. */
  private static Value whole(String reduction, Value terms, CoreOperators core) {
    return core.node(reduction, Map.of("keepdims", new Attribute.IntValue(0)), terms);
  }

  private static Map<String, Attribute> axis(long axis) {
    return Map.of("axis", new Attribute.IntValue(axis));
  }
}

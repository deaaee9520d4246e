package io.lntune.graph.differentiate.loss;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** sum_i w_i loss_i, whose gradient is sum_i w_i times the gradient of loss_i. */
final class SummedLoss {
  private final GraphBuilder b;
  private final List<LossSpec.Term> terms;

  SummedLoss(GraphBuilder builder, List<LossSpec.Term> terms) {
    this.b = builder;
    this.terms = terms;
  }

  /** The sum of {@code losses}, one for each term. */
  Loss build(List<Loss> losses) {
    Value sum = weighted(0, losses.get(0).value());
    for (int i = 1; i < losses.size(); i++) {
      sum = b.add(sum, weighted(i, losses.get(i).value()));
    }
    sum.setType(new TensorType(DataType.FLOAT, Shape.SCALAR));
    List<Loss.Part> parts = losses.stream().flatMap(loss -> loss.parts().stream()).toList();
    List<LabelledRows> rows = losses.stream().flatMap(loss -> loss.rows().stream()).toList();
    return new Loss(sum, parts, rows, () -> gradient(losses));
  }

  private Map<Value, Value> gradient(List<Loss> losses) {
    Map<Value, Value> sums = new LinkedHashMap<>();
    for (int i = 0; i < losses.size(); i++) {
      int index = i;
      losses
          .get(i)
          .gradient()
          .get()
          .forEach((by, gradient) -> sums.merge(by, weighted(index, gradient), b::add));
    }
    return sums;
  }

  private Value weighted(int index, Value value) {
    return b.scale(value, terms.get(index).weight());
  }
}

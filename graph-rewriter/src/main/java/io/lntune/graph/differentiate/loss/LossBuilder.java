package io.lntune.graph.differentiate.loss;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Appends a loss to a graph whose values carry types. */
public final class LossBuilder {
  private final Graph graph;

  public LossBuilder(Graph graph) {
    this.graph = graph;
  }

  /**
   * Emits the loss and its label inputs.
   *
   * @throws LntuneException when an output is not there, or a label name stands for something else
   */
  public Loss build(LossSpec spec) {
    List<LossSpec.Term> terms = spec.terms();
    LabelInputs labels = new LabelInputs(graph, terms.size() > 1);
    boolean isSum = spec instanceof LossSpec.WeightedSum;
    List<Loss> losses = terms.stream().map(term -> build(term, labels, isSum)).toList();
    return isSum
        ? new SummedLoss(GraphBuilder.atEnd(graph, "loss"), terms).build(losses)
        : losses.get(0);
  }

  private Loss build(LossSpec.Term term, LabelInputs labels, boolean inSum) {
    LossSpec spec = term.loss();
    Value predictions = output(spec.output());
    GraphBuilder builder = GraphBuilder.atEnd(graph, "loss");
    if (spec instanceof LossSpec.CrossEntropy crossEntropy) {
      Value label = labels.of(term, predictions, DataType.INT64, withoutLast(predictions));
      return new CrossEntropyLoss(builder, crossEntropy, inSum).build(predictions, label);
    }
    if (spec instanceof LossSpec.GraphOutput) {
      Value scalar = builder.reshape(builder.cast(predictions, DataType.FLOAT), new long[0]);
      return Loss.of(
          scalar,
          predictions,
          null,
          () ->
              Map.of(
                  predictions,
                  builder.constantOfShape(builder.shapeOf(predictions), type(predictions), 1)));
    }
    Value label = labels.of(term, predictions, DataType.FLOAT, predictions.shape());
    return new ElementwiseLoss(builder, spec).build(predictions, label);
  }

  private static DataType type(Value value) {
    return value.elementType() == DataType.UNDEFINED ? DataType.FLOAT : value.elementType();
  }

  private static @Nullable Shape withoutLast(Value logits) {
    Shape shape = logits.shape();
    if (shape == null || shape.rank() == 0) {
      return null;
    }
    List<Dim> dims = shape.dims().subList(0, shape.rank() - 1);
    return new Shape(dims);
  }

  /**
   * The graph outputs that the loss reads, each once.
   *
   * @throws LntuneException when the graph has no output of that name
   */
  public List<Value> predictions(LossSpec spec) {
    return spec.terms().stream().map(term -> output(term.loss().output())).distinct().toList();
  }

  private Value output(String name) {
    if (name.isEmpty() && !graph.outputs().isEmpty()) {
      return graph.outputs().get(0);
    }
    for (Value output : graph.outputs()) {
      if (output.name().equals(name)) {
        return output;
      }
    }
    throw LntuneException.usage(
        "The model has no output named '" + name + "' to take the loss of",
        "Choose one of: "
            + graph.outputs().stream().map(Value::name).collect(Collectors.joining(", ")));
  }
}

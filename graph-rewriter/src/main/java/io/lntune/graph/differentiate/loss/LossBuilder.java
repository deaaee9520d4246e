package io.lntune.graph.differentiate.loss;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
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

  /** Emits the loss and its label input. */
  public Loss build(LossSpec spec) {
    Value predictions = predictions(spec);
    GraphBuilder builder = GraphBuilder.atEnd(graph, "loss");
    if (spec instanceof LossSpec.CrossEntropy crossEntropy) {
      Value label = labelInput(DataType.INT64, withoutLast(predictions));
      return new CrossEntropyLoss(builder, crossEntropy).build(predictions, label);
    }
    if (spec instanceof LossSpec.GraphOutput) {
      Value scalar = builder.reshape(builder.cast(predictions, DataType.FLOAT), new long[0]);
      return new Loss(
          scalar,
          predictions,
          null,
          () ->
              Map.of(
                  predictions,
                  builder.constantOfShape(builder.shapeOf(predictions), type(predictions), 1)));
    }
    Value label = labelInput(DataType.FLOAT, predictions.shape());
    return new ElementwiseLoss(builder, spec).build(predictions, label);
  }

  private static DataType type(Value value) {
    return value.elementType() == DataType.UNDEFINED ? DataType.FLOAT : value.elementType();
  }

  private Value labelInput(DataType type, @Nullable Shape shape) {
    Value label = graph.fresh("labels");
    label.setType(new TensorType(type, shape));
    return graph.addInput(label);
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
   * The graph output that the loss reads.
   *
   * @throws LntuneException when the graph has no output of that name
   */
  public Value predictions(LossSpec spec) {
    if (spec.output().isEmpty() && !graph.outputs().isEmpty()) {
      return graph.outputs().get(0);
    }
    for (Value output : graph.outputs()) {
      if (output.name().equals(spec.output())) {
        return output;
      }
    }
    throw LntuneException.usage(
        "The model has no output named '" + spec.output() + "' to take the loss of",
        "Choose one of: "
            + graph.outputs().stream().map(Value::name).collect(Collectors.joining(", ")));
  }
}

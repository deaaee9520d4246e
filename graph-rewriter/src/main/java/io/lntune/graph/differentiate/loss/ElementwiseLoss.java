package io.lntune.graph.differentiate.loss;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Map;

/**
 * Losses that are a mean over all n elements of x against targets t: squared error (gradient 2 (x -
 * t) / n), absolute error (sign(x - t) / n), binary cross-entropy max(x, 0) - x t + ln(1 + e^-|x|)
 * (gradient (sigmoid(x) - t) / n).
 */
final class ElementwiseLoss {
  private final GraphBuilder b;
  private final LossSpec spec;

  ElementwiseLoss(GraphBuilder builder, LossSpec spec) {
    this.b = builder;
    this.spec = spec;
  }

  Loss build(Value predictions, Value target) {
    Value x = b.cast(predictions, DataType.FLOAT);
    Value elements = perElement(x, target);
    Value flat = b.reshape(elements, -1);
    Value loss = b.reduce("ReduceMean", flat, false, 0);
    loss.setType(new TensorType(DataType.FLOAT, Shape.SCALAR));
    return Loss.of(
        loss, predictions, target, () -> Map.of(predictions, gradient(predictions, x, target)));
  }

  private Value gradient(Value predictions, Value x, Value target) {
    Value count = b.cast(b.typed(b.call("Size", x), DataType.INT64), DataType.FLOAT);
    return b.cast(b.div(slope(x, target), count), predictions.elementType());
  }

  private Value perElement(Value x, Value t) {
    if (spec instanceof LossSpec.BinaryCrossEntropy) {
      Value magnitude = b.like(x, b.call("Abs", x));
      Value tail = b.like(x, b.call("Softplus", b.neg(magnitude)));
      Value hinge = b.sub(b.like(x, b.call("Relu", x)), b.mul(x, t));
      return b.add(hinge, tail);
    }
    Value difference = b.sub(x, t);
    return spec instanceof LossSpec.MeanAbsoluteError
        ? b.like(x, b.call("Abs", difference))
        : b.mul(difference, difference);
  }

  private Value slope(Value x, Value t) {
    if (spec instanceof LossSpec.BinaryCrossEntropy) {
      return b.sub(b.like(x, b.call("Sigmoid", x)), t);
    }
    Value difference = b.sub(x, t);
    return spec instanceof LossSpec.MeanAbsoluteError
        ? b.like(x, b.call("Sign", difference))
        : b.scale(difference, 2);
  }
}

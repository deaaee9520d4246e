package io.lntune.graph.differentiate.loss;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Mean cross-entropy. With p = softmax(logits), rows n with label y_n, weight w_n = c[y_n] (0 where
 * ignored), W = sum w_n, smoothing e over K classes:
 *
 * <p>loss = (1-e)/W sum_n w_n (-ln p[n, y_n]) + e/(K W) sum_n sum_k c[k] (-ln p[n, k]).
 *
 * <p>Gradient: (1-e) w_n/W (p - onehot) + e/(K W) (p sum_k c[k] - c), rows that count only. Both as
 * PyTorch's {@code cross_entropy}. A causal loss shifts the labels, not the logits, so that the
 * large tensor is not copied.
 */
final class CrossEntropyLoss {
  /** Below every sum of class weights that float32 can tell from 0 with room to divide by it. */
  private static final double SMALLEST_TOTAL = 1e-30;

  private final GraphBuilder b;
  private final LossSpec.CrossEntropy spec;
  private final boolean zeroWithoutLabels;

  /**
   * A loss that is not a number when no label counts, as PyTorch's.
   *
   * @param zeroWithoutLabels whether it is 0 then
   */
  CrossEntropyLoss(GraphBuilder builder, LossSpec.CrossEntropy spec, boolean zeroWithoutLabels) {
    this.b = builder;
    this.spec = spec;
    this.zeroWithoutLabels = zeroWithoutLabels;
  }

  Loss build(Value predictions, Value label) {
    Value logits = b.cast(predictions, DataType.FLOAT);
    Value classes = classCount(logits);
    Value rows = rows(logits, classes);
    Value targets = b.reshape(spec.shifted() ? shifted(label) : label, -1);
    Value ignored = b.call("Equal", targets, b.scalar((double) spec.ignoreIndex(), DataType.INT64));
    Value counted = b.cast(b.call("Not", ignored), DataType.FLOAT);
    Value safe =
        b.typed(b.call("Where", ignored, b.scalar(0, DataType.INT64), targets), DataType.INT64);
    Value logProbabilities = b.sameType(rows, b.call(OpId.onnx("LogSoftmax"), last(), rows));
    Value classWeights = classWeights();
    Value weights =
        classWeights == null
            ? counted
            : b.mul(counted, b.like(counted, b.call("Gather", classWeights, safe)));
    Value total = total(weights);
    Value index = column(safe, rows);
    Value picked = b.call(OpId.onnx("GatherElements"), axis(1), logProbabilities, index);
    picked.setType(new TensorType(DataType.FLOAT, index.shape()));
    Value terms = b.mul(b.squeeze(picked, 1), weights);
    Value loss = b.neg(b.div(b.reduceSum(terms, false, 0), total));
    double smoothing = spec.labelSmoothing();
    if (smoothing > 0) {
      Value each =
          classWeights == null
              ? logProbabilities
              : b.sameType(rows, b.mul(logProbabilities, classWeights));
      Value sums = b.sameType(picked, b.reduceSum(each, true, 1));
      Value perRow = b.mul(b.squeeze(sums, 1), counted);
      Value spread = b.neg(b.div(b.reduceSum(perRow, false, 0), b.mul(total, count(classes))));
      loss = b.add(b.scale(loss, 1 - smoothing), b.scale(spread, smoothing));
    }
    loss.setType(new TensorType(DataType.FLOAT, Shape.SCALAR));
    Loss built =
        Loss.of(
            loss,
            predictions,
            label,
            () ->
                Map.of(
                    rows,
                    gradient(
                        logProbabilities, weights, counted, total, index, classWeights, classes)));
    return hasPositions(predictions)
        ? built.over(new LabelledRows(rows, targets, spec.ignoreIndex()))
        : built;
  }

  /** Whether an example has several rows, of which some may lack a label. */
  private static boolean hasPositions(Value predictions) {
    Shape shape = predictions.shape();
    return shape != null && shape.rank() > 2;
  }

  private Value total(Value weights) {
    Value sum = b.reduceSum(weights, false, 0);
    return zeroWithoutLabels
        ? b.like(sum, b.call("Max", sum, b.scalar(SMALLEST_TOTAL, DataType.FLOAT)))
        : sum;
  }

  private Value gradient(
      Value logProbabilities,
      Value weights,
      Value counted,
      Value total,
      Value index,
      @Nullable Value classWeights,
      Value classes) {
    double smoothing = spec.labelSmoothing();
    Value probabilities = b.sameType(logProbabilities, b.call("Exp", logProbabilities));
    Value hard = column(b.scale(b.div(weights, total), 1 - smoothing), logProbabilities);
    Value result;
    if (smoothing == 0) {
      result = b.sameType(probabilities, b.mul(probabilities, hard));
    } else {
      Value share = b.scale(b.div(counted, b.mul(total, count(classes))), smoothing);
      Value soft = column(share, logProbabilities);
      Value mass = classWeights == null ? count(classes) : b.reduceSum(classWeights, false, 0);
      Value each = classWeights == null ? b.scalar(1, DataType.FLOAT) : classWeights;
      Value both = b.sameType(hard, b.add(hard, b.mul(soft, mass)));
      result = b.sameType(probabilities, b.mul(probabilities, both));
      Value even = b.mul(soft, each);
      even.setType(classWeights == null ? soft.type() : probabilities.type());
      result = b.sameType(probabilities, b.sub(result, even));
    }
    Map<String, Attribute> attributes = axis(1);
    attributes.put("reduction", new Attribute.StringValue("add"));
    return b.sameType(
        result, b.call(OpId.onnx("ScatterElements"), attributes, result, index, b.neg(hard)));
  }

  /** One number of each of {@code rows} [N, C], as [N, 1]. */
  private Value column(Value numbers, Value rows) {
    Value column = b.unsqueeze(numbers, 1);
    Shape shape = rows.shape();
    Shape typed = shape == null ? null : shape.with(1, Dim.of(1));
    column.setType(new TensorType(numbers.elementType(), typed));
    return column;
  }

  /**
   * Logits [N, C]. With a name for N, the runtime sees that everything of this shape, up to the
   * gradient, fits into one buffer.
   */
  private Value rows(Value logits, Value classes) {
    Value rows = b.reshape(logits, b.concat(0, b.longs(-1), classes));
    List<Dim> dims = List.of(Dim.symbolic(rows.name()), classAxis(logits));
    rows.setType(new TensorType(DataType.FLOAT, new Shape(dims)));
    return rows;
  }

  /** Labels [B, S] moved one position forward; the last position is ignored. */
  private Value shifted(Value label) {
    Value next =
        b.typed(
            b.call("Slice", label, b.longs(1), b.longs(Long.MAX_VALUE), b.longs(1)),
            DataType.INT64);
    Value batch =
        b.typed(
            b.call("Slice", b.shapeOf(label), b.longs(0), b.longs(1), b.longs(0)), DataType.INT64);
    Value end =
        b.constantOfShape(
            b.concat(0, batch, b.longs(1)), DataType.INT64, (double) spec.ignoreIndex());
    return b.concat(1, next, end);
  }

  private static Dim classAxis(Value logits) {
    Shape shape = logits.shape();
    return shape == null || shape.rank() == 0 ? Dim.UNKNOWN : shape.dim(-1);
  }

  private Value classCount(Value logits) {
    Dim classes = classAxis(logits);
    if (classes.isStatic()) {
      return b.longs(classes.size());
    }
    return b.typed(b.call("Gather", b.shapeOf(logits), b.longs(-1)), DataType.INT64);
  }

  private Value count(Value classes) {
    return b.squeeze(b.cast(classes, DataType.FLOAT), 0);
  }

  private @Nullable Value classWeights() {
    if (spec.classWeights().isEmpty()) {
      return null;
    }
    double[] values = spec.classWeights().stream().mapToDouble(Double::doubleValue).toArray();
    Tensor tensor =
        TensorElements.encode(
            "loss/class_weights", DataType.FLOAT, Shape.of(values.length), values);
    return b.constant(tensor);
  }

  private static Map<String, Attribute> last() {
    return axis(-1);
  }

  private static Map<String, Attribute> axis(long axis) {
    Map<String, Attribute> map = new LinkedHashMap<>();
    map.put("axis", new Attribute.IntValue(axis));
    return map;
  }
}

package io.lntune.graph.differentiate.loss;

import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A loss in a graph.
 *
 * @param value the loss, float32 scalar
 * @param parts what it is the weighted sum of, in the order of {@link LossSpec#terms}
 * @param rows of the parts that are taken over labelled rows
 * @param gradient emits the gradient of the loss by the values it was computed from
 */
public record Loss(
    Value value, List<Part> parts, List<LabelledRows> rows, Supplier<Map<Value, Value>> gradient) {
  public Loss {
    parts = List.copyOf(parts);
    rows = List.copyOf(rows);
  }

  /** A loss that is its only part. */
  static Loss of(
      Value value, Value predictions, @Nullable Value label, Supplier<Map<Value, Value>> gradient) {
    return new Loss(value, List.of(new Part(value, predictions, label)), List.of(), gradient);
  }

  /** The same loss, taken over {@code labelled}. */
  Loss over(LabelledRows labelled) {
    return new Loss(value, parts, List.of(labelled), gradient);
  }

  /**
   * One summand.
   *
   * @param value its value before it is weighted, float32 scalar
   * @param predictions the graph output it was computed from
   * @param label the graph input that takes the targets; null when the graph computes the loss
   */
  public record Part(Value value, Value predictions, @Nullable Value label) {}

  /** The output of the first part. */
  public Value predictions() {
    return parts.get(0).predictions();
  }

  /** The label input of the first part; null when it has none of its own. */
  public @Nullable Value label() {
    return parts.get(0).label();
  }

  /** Every output that a part was computed from, each once. */
  public List<Value> allPredictions() {
    return parts.stream().map(Part::predictions).distinct().toList();
  }

  /** The value of each part where there are several; none when the loss itself says it all. */
  public List<Value> partValues() {
    return parts.stream().map(Part::value).filter(part -> !part.equals(value)).toList();
  }
}

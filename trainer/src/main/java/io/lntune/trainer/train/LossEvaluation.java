package io.lntune.trainer.train;

import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.engine.EvaluationResult;
import io.lntune.trainer.metric.Accuracy;
import io.lntune.trainer.metric.Perplexity;
import io.lntune.trainer.metric.RunningMean;
import java.util.Map;
import java.util.Objects;

/** Mean and metrics of one summand of the loss over a data set. */
final class LossEvaluation {
  private final LossReading reading;
  private final Accuracy accuracy;
  private final RunningMean mean = new RunningMean();

  LossEvaluation(LossReading reading) {
    this.reading = reading;
    LossSpec.CrossEntropy classes = reading.classes();
    this.accuracy =
        new Accuracy(
            classes == null ? LossSpec.IGNORE_INDEX : classes.ignoreIndex(), reading.alignment());
  }

  void update(Batch batch, EvaluationResult result) {
    double weight = reading.weight(batch);
    if (weight > 0) {
      mean.add(Objects.requireNonNull(result.parts().get(name())), weight);
    }
    NamedArray labels = reading.labels(batch);
    if (predicts() && labels != null) {
      accuracy.update(
          Objects.requireNonNull(result.outputs().get(reading.planned().predictionsOutput())),
          labels);
    }
  }

  String name() {
    return reading.planned().name();
  }

  boolean hasClasses() {
    return reading.classes() != null;
  }

  /** Whether there are scores to compare with classes. */
  private boolean predicts() {
    return hasClasses() && !reading.planned().predictionsOutput().isEmpty();
  }

  /** The summand before it is weighted; NaN when no label counted. */
  double mean() {
    return mean.mean();
  }

  /** Its share of the loss; 0 when no label of one of several summands counted. */
  double share(boolean several) {
    double value = several && Double.isNaN(mean()) ? 0 : mean();
    return reading.planned().term().weight() * value;
  }

  /** Adds metrics, their names followed by {@code suffix}. */
  void putMetrics(Map<String, Double> metrics, String suffix) {
    LossSpec.CrossEntropy classes = reading.classes();
    if (predicts()) {
      metrics.put("accuracy" + suffix, accuracy.value());
    }
    if (classes != null && classes.shifted()) {
      metrics.put("perplexity" + suffix, Perplexity.of(mean()));
    }
  }
}

package io.lntune.trainer.train;

import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.BatchSampler;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.engine.EvaluationResult;
import io.lntune.trainer.engine.Evaluator;
import io.lntune.trainer.metric.Accuracy;
import io.lntune.trainer.metric.Perplexity;
import io.lntune.trainer.metric.RunningMean;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/** Loss and metrics over a whole data set at the engine's present parameter values. */
public final class Evaluation {
  private Evaluation() {}

  /**
   * Result.
   *
   * @param examples number of examples
   * @param loss mean loss over all counted labels
   * @param metrics {@code accuracy} for classes, {@code perplexity} for language models
   */
  public record Summary(long examples, double loss, Map<String, Double> metrics) {
    public Summary {
      metrics = Map.copyOf(metrics);
    }
  }

  /** Evaluates; {@code progress} gets examples done and examples in all. */
  public static Summary run(
      Evaluator engine,
      TrainingPlan plan,
      Dataset data,
      int batchSize,
      BiConsumer<Long, Long> progress) {
    LossReading reading = new LossReading(plan);
    LabelCheck check = new LabelCheck(plan);
    LossSpec.CrossEntropy classes = reading.classes();
    Accuracy accuracy =
        new Accuracy(
            classes == null ? LossSpec.IGNORE_INDEX : classes.ignoreIndex(), reading.alignment());
    RunningMean loss = new RunningMean();
    BatchSampler sampler = sampler(data, batchSize);
    long done = 0;
    while (sampler.hasNext()) {
      long[] indices = sampler.next();
      Batch batch = data.batch(indices);
      check.check(batch, indices);
      EvaluationResult result = engine.evaluate(batch.arrays());
      double weight = reading.weight(batch);
      if (weight > 0) {
        loss.add(result.loss(), weight);
      }
      NamedArray labels = reading.labels(batch);
      if (classes != null && labels != null) {
        accuracy.update(
            Objects.requireNonNull(result.outputs().get(plan.predictionsOutput())), labels);
      }
      done += batch.examples();
      progress.accept(done, data.size());
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (classes != null) {
      metrics.put("accuracy", accuracy.value());
      if (classes.shifted()) {
        metrics.put("perplexity", Perplexity.of(loss.mean()));
      }
    }
    return new Summary(done, loss.mean(), metrics);
  }

  private static BatchSampler sampler(Dataset data, int batchSize) {
    Batching batching = Batching.of(batchSize, data);
    return BatchSampler.sequential(data.size(), batching.batchSize(), batching.dropLast());
  }
}

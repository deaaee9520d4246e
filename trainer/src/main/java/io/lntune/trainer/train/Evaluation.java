package io.lntune.trainer.train;

import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.BatchSampler;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.engine.EvaluationResult;
import io.lntune.trainer.engine.Evaluator;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Loss and metrics over a whole data set at the engine's present parameter values. */
public final class Evaluation {
  private Evaluation() {}

  /**
   * Result.
   *
   * @param examples number of examples
   * @param loss the weighted sum of the summands' means
   * @param parts mean of each summand over its own counted labels, before it is weighted, by name
   * @param metrics {@code accuracy} for classes, {@code perplexity} for language models, with the
   *     name of the summand where it is said of several
   */
  public record Summary(
      long examples, double loss, Map<String, Double> parts, Map<String, Double> metrics) {
    public Summary {
      parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
      metrics = Map.copyOf(metrics);
    }
  }

  /** Evaluates in parts that suit model and machine. */
  public static Summary run(
      Evaluator engine,
      TrainingPlan plan,
      Dataset data,
      int batchSize,
      BiConsumer<Long, Long> progress) {
    MicroBatches automatic = MicroBatches.automatic(plan.division(), 0);
    return run(engine, plan, data, batchSize, automatic, progress);
  }

  /** Evaluates; {@code progress} gets examples done and examples in all. */
  public static Summary run(
      Evaluator engine,
      TrainingPlan plan,
      Dataset data,
      int batchSize,
      MicroBatches microBatches,
      BiConsumer<Long, Long> progress) {
    DividedBatches batches = new DividedBatches(plan, data, microBatches);
    List<LossEvaluation> losses =
        plan.losses().stream().map(LossReading::new).map(LossEvaluation::new).toList();
    BatchSampler sampler = sampler(data, batchSize);
    long done = 0;
    while (sampler.hasNext()) {
      long[] indices = sampler.next();
      batches.forEachPart(
          indices,
          part -> {
            EvaluationResult result = engine.evaluate(part.arrays());
            losses.forEach(loss -> loss.update(part, result));
          });
      done += indices.length;
      progress.accept(done, data.size());
    }
    return summary(done, losses);
  }

  private static Summary summary(long examples, List<LossEvaluation> losses) {
    boolean several = losses.size() > 1;
    boolean severalClasses = losses.stream().filter(LossEvaluation::hasClasses).count() > 1;
    Map<String, Double> parts = new LinkedHashMap<>();
    Map<String, Double> metrics = new LinkedHashMap<>();
    double sum = 0;
    for (LossEvaluation loss : losses) {
      parts.put(loss.name(), loss.mean());
      sum += loss.share(several);
      loss.putMetrics(metrics, severalClasses ? "." + loss.name() : "");
    }
    return new Summary(examples, sum, parts, metrics);
  }

  private static BatchSampler sampler(Dataset data, int batchSize) {
    Batching batching = Batching.of(batchSize, data);
    return BatchSampler.sequential(data.size(), batching.batchSize(), batching.dropLast());
  }
}

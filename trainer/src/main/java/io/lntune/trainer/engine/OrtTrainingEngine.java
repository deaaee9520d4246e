package io.lntune.trainer.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.GeneratedArtifacts;
import io.lntune.graph.emit.PlannedParameter;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.ir.Shape;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.metric.RunningMean;
import io.lntune.trainer.metric.RunningMeans;
import io.lntune.trainer.optimizer.GlobalNormClipping;
import io.lntune.trainer.optimizer.GradientAccumulation;
import io.lntune.trainer.optimizer.OptimizerState;
import io.lntune.trainer.optimizer.ParameterGroup;
import io.lntune.trainer.optimizer.ParameterState;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Trains with ONNX Runtime Training: the runtime holds parameters, gradients and moments, and makes
 * the updates. It has no way to read or set them, so they pass through checkpoint files. Java sets
 * the learning rate, weights the batches of an update and sees to it that nothing diverges.
 */
public final class OrtTrainingEngine implements TrainingEngine {
  private final TrainingPlan plan;
  private final OrtTrainingFolder folder;
  private final List<ParameterState> parameters;
  private final GradientAccumulation gradients;
  private final EngineOptions options;
  private final LossValues losses;
  private final CheckpointExchange exchange;
  private final TrainingCheckpoint original;
  private final List<PendingBatch> pending = new ArrayList<>();
  private OrtTrainingRuntime runtime;
  private OptimizerState state;
  private long updates;
  private boolean current = true;
  private boolean closed;

  private OrtTrainingEngine(
      TrainingPlan plan, OrtTrainingFolder folder, UpdateRule rule, EngineOptions options) {
    this.plan = plan;
    this.folder = folder;
    this.options = options;
    this.losses = new LossValues(plan);
    this.original = folder.checkpoint();
    this.parameters = plan.parameters().stream().map(OrtTrainingEngine::memory).toList();
    this.gradients = new GradientAccumulation(parameters);
    this.exchange = new CheckpointExchange(rule.optimizer());
    CheckpointExchange.readValues(original, parameters);
    this.updates = original.step();
    this.state = exchange.readState(original);
    this.runtime = folder.open(options);
  }

  /**
   * An engine with the base's values that has made no update.
   *
   * @throws LntuneException when the runtime cannot train, or not by this rule
   */
  public static OrtTrainingEngine of(TrainingPlan plan, EngineOptions options, UpdateRule rule) {
    return open(plan, OrtTrainingFolder.of(plan, rule), options, rule);
  }

  /**
   * An engine on the files in {@code directory} that has made no update.
   *
   * @param plan what those artefacts say
   * @param rule the optimizer; for {@link GeneratedArtifacts} that of their optimizer model, which
   *     makes the updates
   * @throws LntuneException when the runtime cannot train, or not by this rule
   */
  public static OrtTrainingEngine in(
      Path directory, TrainingPlan plan, EngineOptions options, UpdateRule rule) {
    return open(plan, OrtTrainingFolder.in(directory, plan, rule), options, rule);
  }

  private static OrtTrainingEngine open(
      TrainingPlan plan, OrtTrainingFolder folder, EngineOptions options, UpdateRule rule) {
    boolean opened = false;
    try {
      OrtTrainingEngine engine = new OrtTrainingEngine(plan, folder, rule, options);
      opened = true;
      return engine;
    } finally {
      if (!opened) {
        folder.close();
      }
    }
  }

  private static ParameterState memory(PlannedParameter planned) {
    Shape shape = Shape.of(planned.shape().stream().mapToLong(Long::longValue).toArray());
    FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(planned.elementCount()));
    return new ParameterState(planned.name(), shape, values, ParameterGroup.DEFAULT);
  }

  @Override
  public void add(Collection<NamedArray> batch, double weight) {
    pending.add(PendingBatch.copy(batch, weight));
  }

  @Override
  public UpdateResult update(double learningRate) {
    double total = pending.stream().mapToDouble(PendingBatch::weight).sum();
    RunningMean loss = new RunningMean();
    RunningMeans parts = new RunningMeans();
    gradients.reset();
    try {
      runtime.resetGradients();
      for (PendingBatch batch : toRun(total)) {
        run(batch, total == 0 ? 0 : batch.weight() / total, loss, parts);
      }
      double norm = GlobalNormClipping.norm(gradients.mean());
      Divergence.requireGradient(norm, updates);
      runtime.update(learningRate);
      updates++;
      current = false;
      return new UpdateResult(loss.mean(), parts.values(), norm);
    } catch (OrtException e) {
      throw Sessions.dataFailure("The training step failed", e, plan.base());
    } finally {
      pending.clear();
    }
  }

  /**
   * The batches with weight. Without any the last batch is run without a share: the runtime
   * overwrites old gradients only when something is run.
   */
  private List<PendingBatch> toRun(double total) {
    return total > 0
        ? pending.stream().filter(batch -> batch.weight() > 0).toList()
        : pending.subList(Math.max(0, pending.size() - 1), pending.size());
  }

  private void run(PendingBatch batch, double share, RunningMean loss, RunningMeans parts)
      throws OrtException {
    try (Feeds feeds = Feeds.of(Map.of(), batch.arrays())) {
      NamedArray weight = NamedArray.ofFloats(ObservedGradients.SHARE, new float[] {(float) share});
      feeds.add(weight.name(), Tensors.of(weight));
      try (OrtSession.Result result = runtime.train(feeds.tensors())) {
        if (share == 0) {
          return;
        }
        double mean = losses.loss(result);
        Divergence.requireLoss(mean, updates);
        loss.add(mean, batch.weight());
        parts.add(losses.parts(result), batch.weight());
        List<FloatBuffer> found = new ArrayList<>();
        for (ParameterState parameter : parameters) {
          String output = ObservedGradients.output(parameter.name());
          found.add(Tensors.output(result, output).getFloatBuffer());
        }
        gradients.add(found, batch.weight());
      }
    }
  }

  @Override
  public EvaluationResult evaluate(Collection<NamedArray> batch) {
    try (Feeds feeds = Feeds.of(Map.of(), batch);
        OrtSession.Result result = runtime.evaluate(feeds.tensors())) {
      return losses.evaluation(result);
    } catch (OrtException e) {
      throw Sessions.dataFailure("The evaluation failed", e, plan.base());
    }
  }

  @Override
  public long updates() {
    return updates;
  }

  @Override
  public List<ParameterState> parameters() {
    refresh();
    return parameters;
  }

  @Override
  public OptimizerState optimizerState() {
    refresh();
    return state;
  }

  /** Fetches what the runtime holds, when it made updates since the last time. */
  private void refresh() {
    if (current) {
      return;
    }
    try {
      TrainingCheckpoint present = folder.read(runtime);
      CheckpointExchange.readValues(present, parameters);
      state = exchange.readState(present);
      current = true;
    } catch (OrtException e) {
      throw Sessions.runtimeFailure(
          "ONNX Runtime Training cannot save a checkpoint", e, plan.base());
    }
  }

  @Override
  public void restore(OptimizerState saved) {
    exchange.requireFor(parameters, saved);
    runtime.close();
    runtime = folder.open(CheckpointExchange.write(original, parameters, saved), options);
    state = saved;
    updates = saved.step();
    current = true;
    pending.clear();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      runtime.close();
      folder.close();
    }
  }
}

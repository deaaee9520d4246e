package io.lntune.trainer.engine;

import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.metric.RunningMean;
import io.lntune.trainer.metric.RunningMeans;
import io.lntune.trainer.optimizer.GlobalNormClipping;
import io.lntune.trainer.optimizer.GradientAccumulation;
import io.lntune.trainer.optimizer.Optimizer;
import io.lntune.trainer.optimizer.OptimizerState;
import io.lntune.trainer.optimizer.ParameterState;
import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.List;

/** Trains on the stock ONNX Runtime: a {@link StepModel} yields gradients, Java makes updates. */
public final class StepModelEngine implements TrainingEngine {
  private final StepModel model;
  private final UpdateRule rule;
  private final Optimizer optimizer;
  private final GradientAccumulation accumulation;
  private RunningMean loss = new RunningMean();
  private RunningMeans parts = new RunningMeans();

  /** An engine with the base's values that has made no update. */
  public StepModelEngine(TrainingPlan plan, EngineOptions options, UpdateRule rule) {
    this(new StepModel(plan, options), rule);
  }

  /** An engine on {@code model}, which it changes and closes. */
  public StepModelEngine(StepModel model, UpdateRule rule) {
    this.model = model;
    this.rule = rule;
    List<ParameterState> states =
        model.parameters().stream().map(TrainableParameter::state).toList();
    this.optimizer = rule.optimizer().create(states);
    this.accumulation = new GradientAccumulation(states);
  }

  @Override
  public void add(Collection<NamedArray> batch, double weight) {
    if (weight == 0) {
      return;
    }
    StepResult step = model.step(batch);
    Divergence.requireLoss(step.loss(), updates());
    loss.add(step.loss(), weight);
    parts.add(step.parts(), weight);
    accumulation.add(model.gradients(), weight);
  }

  @Override
  public UpdateResult update(double learningRate) {
    List<FloatBuffer> gradients = accumulation.mean();
    double norm =
        rule.clipNorm() > 0
            ? new GlobalNormClipping(rule.clipNorm()).clip(gradients).norm()
            : GlobalNormClipping.norm(gradients);
    Divergence.requireGradient(norm, updates());
    optimizer.step(learningRate, gradients);
    UpdateResult result = new UpdateResult(loss.mean(), parts.values(), norm);
    forget();
    return result;
  }

  @Override
  public EvaluationResult evaluate(Collection<NamedArray> batch) {
    return model.evaluate(batch);
  }

  @Override
  public long updates() {
    return optimizer.stepCount();
  }

  @Override
  public List<ParameterState> parameters() {
    return optimizer.parameters();
  }

  @Override
  public OptimizerState optimizerState() {
    return optimizer.state();
  }

  @Override
  public void restore(OptimizerState state) {
    optimizer.restore(state);
    forget();
  }

  private void forget() {
    accumulation.reset();
    loss = new RunningMean();
    parts = new RunningMeans();
  }

  @Override
  public void close() {
    model.close();
  }
}

package io.lntune.trainer.parity;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.emit.PlannedInput;
import io.lntune.graph.emit.PlannedParameter;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.TrainingPlanner;
import io.lntune.graph.tag.TargetSelector;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.engine.EvaluationResult;
import io.lntune.trainer.engine.StepModel;
import io.lntune.trainer.engine.StepModelEngine;
import io.lntune.trainer.engine.StepResult;
import io.lntune.trainer.engine.TrainableParameter;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.engine.TrainingEngineFactory;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a parity case: forward outputs, loss, the gradient of every normalisation parameter, and
 * five AdamW and five SGD steps, each against the case's reference and tolerance.
 */
public final class ParityRunner {
  private final EngineOptions options;
  private final @Nullable TrainingEngineFactory engines;

  /** Lets the step model train. */
  public ParityRunner(EngineOptions options) {
    this(options, null);
  }

  /**
   * @param engines what makes the five steps, after it gave the same outputs too; null for the step
   *     model
   */
  public ParityRunner(EngineOptions options, @Nullable TrainingEngineFactory engines) {
    this.options = options;
    this.engines = engines;
  }

  /** Runs the case in {@code folder}; whatever goes wrong is part of the result. */
  public ParityResult run(Path folder) {
    try (ParityCase parity = ParityCase.open(folder)) {
      return compare(parity);
    } catch (LntuneException e) {
      return failure(ParityCase.name(folder), e);
    }
  }

  private static ParityResult failure(String name, LntuneException e) {
    return new ParityResult(
        name, false, Double.POSITIVE_INFINITY, "", String.valueOf(e.getMessage()));
  }

  private ParityResult compare(ParityCase parity) {
    TrainingPlan plan =
        new TrainingPlanner(OperatorTarget.ONNX_RUNTIME)
            .plan(parity.model(), TargetSelector.ALL_NORMS, parity.loss());
    Comparison comparison = new Comparison();
    List<NamedArray> batch = batch(parity, plan);
    try (StepModel model = new StepModel(plan, options)) {
      forward(parity, model.evaluate(batch), comparison);
      StepResult whole = model.step(batch);
      loss(parity, whole.loss(), comparison);
      gradients(parity, model, model.gradients(), "", comparison);
      if (plan.division().isPossible()) {
        gradients(
            parity,
            model,
            MicroBatchedGradients.of(plan, model, batch),
            " in micro-batches",
            comparison);
      }
      for (OptimizerRun run : OptimizerRun.all(parity)) {
        if (engines == null) {
          TrainingEngine engine = new StepModelEngine(model, run.rule());
          run.compare(engine, plan.parameters(), batch, comparison);
        } else {
          try (TrainingEngine engine = engines.open(plan, run.rule())) {
            forward(parity, engine.evaluate(batch), comparison);
            run.compare(engine, plan.parameters(), batch, comparison);
          }
        }
      }
    }
    return new ParityResult(
        parity.name(),
        comparison.passed(),
        comparison.errorOverTolerance(),
        comparison.worst(),
        "");
  }

  static List<NamedArray> batch(ParityCase parity, TrainingPlan plan) {
    List<NamedArray> batch = new ArrayList<>();
    for (PlannedInput input : plan.inputs()) {
      String source = input.label() ? "label" : "input." + input.name();
      NamedArray array = parity.find(source);
      if (array == null) {
        throw LntuneException.badInput(
            "The reference has no tensor '" + source + "' for the model's input",
            parity.name(),
            "Add it to reference.safetensors.");
      }
      batch.add(NamedArray.of(input.name(), array.type(), array.bytes(), array.sizes()));
    }
    return batch;
  }

  private static void forward(ParityCase parity, EvaluationResult result, Comparison comparison) {
    double tolerance = parity.tolerance().path("forward_rel").asDouble();
    for (Map.Entry<String, NamedArray> output : result.outputs().entrySet()) {
      double[] reference = parity.numbers("output." + output.getKey());
      if (reference != null) {
        double[] actual = Numbers.of(output.getValue());
        if (parity.comparesUnpaddedOnly()) {
          PaddedPositions.copy(parity, output.getValue(), reference, actual);
        }
        comparison.add(
            "output " + output.getKey(),
            Numbers.maxDifference(actual, reference),
            tolerance * Numbers.maxAbs(reference));
      }
    }
    loss(parity, result.loss(), comparison);
  }

  private static void loss(ParityCase parity, double loss, Comparison comparison) {
    double[] reference = parity.required("loss");
    comparison.add(
        "loss", Math.abs(loss - reference[0]), parity.tolerance().path("loss_abs").asDouble());
  }

  private static void gradients(
      ParityCase parity,
      StepModel model,
      List<FloatBuffer> gradients,
      String how,
      Comparison comparison) {
    GradientTolerance tolerance = GradientTolerance.of(parity.tolerance());
    List<PlannedParameter> parameters =
        model.parameters().stream().map(TrainableParameter::planned).toList();
    for (ReferenceParameter parameter : parity.parameters()) {
      int index = ParameterMatch.index(parameter, parameters);
      double[] reference = parity.numbers(tolerance.prefix() + "." + parameter.name());
      if (reference != null) {
        double[] actual = Numbers.of(gradients.get(index));
        comparison.add(
            "gradient of " + parameter.name() + how,
            Numbers.maxDifference(actual, reference),
            tolerance.of(reference));
      }
    }
  }
}

package io.lntune.graph.emit;

import io.lntune.graph.LntuneException;
import io.lntune.graph.canonical.CanonicalForm;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.ReverseMode;
import io.lntune.graph.differentiate.StandardGradients;
import io.lntune.graph.differentiate.loss.Loss;
import io.lntune.graph.differentiate.loss.LossBuilder;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.rewrite.pass.DeadNodeElimination;
import io.lntune.graph.rewrite.pass.InlineFunctions;
import io.lntune.graph.rewrite.pass.TopologicalOrder;
import io.lntune.graph.tag.ParameterTag;
import io.lntune.graph.tag.TagReport;
import io.lntune.graph.tag.Tagger;
import io.lntune.graph.tag.TargetSelector;
import io.lntune.graph.tag.TrainableInputs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the stages parse, tag, differentiate and emit, in this order. */
public final class TrainingPlanner {
  private final OperatorTarget target;

  public TrainingPlanner(OperatorTarget target) {
    this.target = target;
  }

  /**
   * Plans the training of {@code base}.
   *
   * @throws LntuneException when the file cannot be used, the selector matches nothing, or the
   *     gradient cannot pass an operator
   */
  public TrainingPlan plan(Path base, TargetSelector selector, LossSpec loss) {
    Model model = ModelReader.read(base);
    long parameterCount = ParameterCount.of(model.graph());
    List<Value> declaredInputs = List.copyOf(model.graph().inputs());
    // Positions are those in the base, before its functions are inlined.
    PlannedParameters described = new PlannedParameters(model);
    new InlineFunctions().run(model);
    TagReport report = Tagger.tag(model.graph(), selector);
    if (report.tags().isEmpty()) {
      throw LntuneException.unsupported(
          "The model has no normalisation layer with a trainable tensor",
          base.toString(),
          "See what was refused with 'lntune inspect', or name tensors with --target.");
    }
    List<PlannedParameter> parameters = report.tags().stream().map(described::describe).toList();
    Map<ParameterTag, Value> inputs = TrainableInputs.expose(model.graph(), report.tags());
    CanonicalForm.bring(model);
    return differentiate(model, base, loss, declaredInputs, inputs, parameters, parameterCount);
  }

  private TrainingPlan differentiate(
      Model model,
      Path base,
      LossSpec spec,
      List<Value> declaredInputs,
      Map<ParameterTag, Value> trainable,
      List<PlannedParameter> parameters,
      long parameterCount) {
    Graph graph = model.graph();
    List<Value> baseOutputs = List.copyOf(graph.outputs());
    Loss loss = new LossBuilder(graph).build(spec);
    ModelEmission emission = new ModelEmission(model);
    List<Value> evalOutputs = new ArrayList<>(List.of(loss.value()));
    evalOutputs.addAll(baseOutputs);
    ModelBytes eval = emission.emit(evalOutputs);

    ReverseMode reverse = new ReverseMode(StandardGradients.registry(), target);
    Map<Value, Value> gradients =
        reverse.differentiate(graph, loss.gradient().get(), List.copyOf(trainable.values()));
    Map<Value, String> names = new LinkedHashMap<>();
    trainable.forEach((tag, value) -> names.put(value, tag.name()));
    List<PlannedInput> inputs = new PlannedInputs(declaredInputs, loss.label()).list(graph);

    List<Value> stepOutputs = new ArrayList<>(List.of(loss.value(), loss.predictions()));
    stepOutputs.addAll(new GradientOutputs(graph).declare(names, gradients));
    ModelBytes step = emission.emit(stepOutputs);
    return new TrainingPlan(
        base,
        spec,
        inputs,
        parameters,
        loss.value().name(),
        loss.predictions().name(),
        classCount(spec, loss.predictions()),
        parameterCount,
        step,
        eval);
  }

  private static long classCount(LossSpec spec, Value predictions) {
    Shape shape = predictions.shape();
    if (!(spec instanceof LossSpec.CrossEntropy) || shape == null || shape.rank() == 0) {
      return -1;
    }
    return shape.dim(-1).size();
  }

  /** The passes that tidy a graph after its outputs were chosen. */
  static void tidy(Model model) {
    new TopologicalOrder().run(model);
    new DeadNodeElimination(true).run(model);
  }
}

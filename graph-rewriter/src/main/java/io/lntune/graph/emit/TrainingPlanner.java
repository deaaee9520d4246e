package io.lntune.graph.emit;

import io.lntune.graph.LntuneException;
import io.lntune.graph.backward.BackwardGraph;
import io.lntune.graph.backward.TaggedModel;
import io.lntune.graph.batch.BatchDivision;
import io.lntune.graph.canonical.DropoutSwitch;
import io.lntune.graph.differentiate.GradientRegistry;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.ReverseMode;
import io.lntune.graph.differentiate.StandardGradients;
import io.lntune.graph.differentiate.loss.Loss;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.infer.RuntimeThread;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Value;
import io.lntune.graph.memory.MemoryBudget;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.precision.BasePrecision;
import io.lntune.graph.tag.TargetSelector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs the stages parse, tag, differentiate and emit, in this order. */
public final class TrainingPlanner {
  private final OperatorTarget target;
  private final GradientRegistry gradients;
  private final BasePrecision precision;
  private final @Nullable MemoryBudget budget;
  private final long sequence;

  /** Plans with the standard gradients. */
  public TrainingPlanner(OperatorTarget target) {
    this(target, StandardGradients.registry());
  }

  /** Plans with the gradients of {@code gradients}. */
  public TrainingPlanner(OperatorTarget target, GradientRegistry gradients) {
    this(target, gradients, BasePrecision.STORED, null, 0);
  }

  private TrainingPlanner(
      OperatorTarget target,
      GradientRegistry gradients,
      BasePrecision precision,
      @Nullable MemoryBudget budget,
      long sequence) {
    this.target = target;
    this.gradients = gradients;
    this.precision = precision;
    this.budget = budget;
    this.sequence = sequence;
  }

  /** A planner whose step models compute products with frozen weights in {@code other}. */
  public TrainingPlanner withBasePrecision(BasePrecision other) {
    return new TrainingPlanner(target, gradients, other, budget, sequence);
  }

  /** A planner whose step models keep within {@code other}; null for any memory. */
  public TrainingPlanner withMemoryBudget(@Nullable MemoryBudget other) {
    return new TrainingPlanner(target, gradients, precision, other, sequence);
  }

  /**
   * A planner whose step models take little memory with sequences of {@code length}, where they are
   * open: what attention remembers of long ones is computed twice.
   */
  public TrainingPlanner withSequence(long length) {
    return new TrainingPlanner(target, gradients, precision, budget, length);
  }

  /**
   * Plans the training of {@code base}.
   *
   * @throws LntuneException when the file cannot be used, the selector matches nothing, or the
   *     gradient cannot pass an operator
   */
  public TrainingPlan plan(Path base, TargetSelector selector, LossSpec spec) {
    return plan(base, selector, spec, false);
  }

  /**
   * The same with the Dropout nodes of the base turned on in the step model.
   *
   * @param dropout whether to; the evaluation model never drops anything
   * @throws LntuneException also when the base has no such node
   */
  public TrainingPlan plan(Path base, TargetSelector selector, LossSpec spec, boolean dropout) {
    RuntimeThread.start();
    return plan(base, ModelReader.read(base), selector, spec, dropout);
  }

  /**
   * The same for a base that was read already.
   *
   * @param model what {@code base} holds; the stages change it
   * @throws LntuneException as the other forms
   */
  public TrainingPlan plan(Path base, Model model, TargetSelector selector, LossSpec spec) {
    RuntimeThread.start();
    return plan(base, model, selector, spec, false);
  }

  private TrainingPlan plan(
      Path base, Model model, TargetSelector selector, LossSpec spec, boolean dropout) {
    long parameterCount = ParameterCount.of(model.graph());
    List<Value> declaredInputs = List.copyOf(model.graph().inputs());
    // Positions are those in the base, before its functions are inlined.
    PlannedParameters described = new PlannedParameters(model);
    TaggedModel tagged = TaggedModel.of(model, selector);
    if (tagged.isEmpty()) {
      throw LntuneException.unsupported(
          "The model has no normalisation layer with a trainable tensor",
          base.toString(),
          "See what was refused with 'lntune inspect', or name tensors with --target.");
    }
    List<PlannedParameter> parameters =
        new ArrayList<>(tagged.report().tags().stream().map(described::describe).toList());

    BackwardGraph backward = tagged.expose();
    DropoutSwitch dropping = null;
    if (dropout) {
      dropping = backward.canonicaliseWithDropout();
    } else {
      backward.canonicalise();
    }
    List<Value> baseOutputs = List.copyOf(model.graph().outputs());
    Loss loss = backward.attach(spec);
    ModelEmission emission = new ModelEmission(model, target);
    List<Value> evalOutputs = new ArrayList<>(List.of(loss.value()));
    evalOutputs.addAll(loss.partValues());
    // An output that needs more than the loss does would ask for data that training has no use for.
    InputDependence dependence = new InputDependence(model.graph());
    evalOutputs.addAll(dependence.withoutFurtherInputs(baseOutputs, loss.value()));
    emission.prune(evalOutputs);
    if (dropping != null) {
      dropping.set(false);
    }
    dependence.removeUnused(declaredInputs);
    ModelBytes eval = emission.emit(evalOutputs);
    BatchDivision division = backward.division(spec, loss);
    if (dropping != null) {
      dropping.set(true);
    }

    backward.leaveOutUnlabelled(loss);
    List<Value> parameterGradients =
        backward.differentiate(loss, new ReverseMode(gradients, target));
    for (int i = 0; i < parameterGradients.size(); i++) {
      parameters.set(i, parameters.get(i).withGradientName(parameterGradients.get(i).name()));
    }
    Set<Value> labels = new LinkedHashSet<>();
    for (Loss.Part part : loss.parts()) {
      if (part.label() != null) {
        labels.add(part.label());
      }
    }
    List<PlannedInput> inputs = new PlannedInputs(declaredInputs, labels).list(model.graph());
    List<Value> losses = new ArrayList<>(List.of(loss.value()));
    losses.addAll(loss.partValues());
    StepValues values =
        new StepValues(losses, loss.allPredictions(), backward.seeds(), parameterGradients);
    EmittedStep step = emission.emitStep(values, precision, budget, sequence);
    FrozenPrefix prefix =
        new PrefixEmission(model, emission, backward.trainable())
            .emit(step.values(), step.model().derived());
    return new TrainingPlan(
        base,
        spec,
        inputs,
        parameters,
        loss.value().name(),
        PlannedLoss.of(spec, loss),
        parameterCount,
        division,
        step.model(),
        eval,
        emission.memory(),
        prefix);
  }
}

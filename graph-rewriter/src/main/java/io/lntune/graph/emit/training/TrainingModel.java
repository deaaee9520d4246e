package io.lntune.graph.emit.training;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.PlannedInput;
import io.lntune.graph.emit.PlannedParameter;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.pass.DeadNodeElimination;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Turns a step model into a training model: the gradients are added up in buffers that ONNX Runtime
 * Training owns, instead of being outputs.
 *
 * <pre>
 * inputs   data, labels | parameters | P_grad.accumulation.buffer | lazy_reset_grad
 * outputs  loss | summands, where there are several | P_grad.accumulation.out
 * </pre>
 */
final class TrainingModel {
  private static final String RESET = "lazy_reset_grad";
  private static final String BUFFER = ".accumulation.buffer";
  private static final String DONE = ".accumulation.out";
  private static final Shape ONE = Shape.of(1);

  private final Model model;
  private final Graph graph;
  private final TrainingPlan plan;

  private TrainingModel(Model step, TrainingPlan plan) {
    this.model = step;
    this.graph = step.graph();
    this.plan = plan;
  }

  /** Changes {@code step}, the step model of {@code plan}. */
  static void wrap(Model step, TrainingPlan plan) {
    new TrainingModel(step, plan).wrap();
  }

  private void wrap() {
    List<Value> data = new ArrayList<>();
    for (PlannedInput input : plan.inputs()) {
      data.add(known(usable(input.name())));
    }
    List<Value> parameters = new ArrayList<>();
    List<Value> gradients = new ArrayList<>();
    for (PlannedParameter parameter : plan.parameters()) {
      parameters.add(known(parameter.name()));
      gradients.add(known(parameter.gradientName()));
    }
    Value loss = known(plan.lossOutput());
    List<Value> separate =
        plan.separateLosses().stream().map(part -> known(part.valueOutput())).toList();
    List.copyOf(graph.inputs()).forEach(graph::removeInput);
    data.forEach(graph::addInput);
    parameters.forEach(graph::addInput);
    List<Value> buffers = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Value buffer = fresh(gradients.get(i).name() + BUFFER);
      buffer.setType(parameters.get(i).type());
      buffers.add(graph.addInput(buffer));
    }
    Value reset = graph.addInput(fresh(RESET));
    reset.setType(new TensorType(DataType.BOOL, ONE));
    graph.clearOutputs();
    graph.addOutput(loss);
    separate.forEach(graph::addOutput);
    for (int i = 0; i < gradients.size(); i++) {
      accumulate(buffers.get(i), gradients.get(i), reset);
    }
    new DeadNodeElimination(true).run(model);
    model.opsets().putIfAbsent(OpId.MICROSOFT, 1L);
  }

  private void accumulate(Value buffer, Value gradient, Value reset) {
    Value done = fresh(gradient.name() + DONE);
    done.setType(new TensorType(DataType.BOOL, ONE));
    graph.insert(
        null,
        OpId.microsoft("InPlaceAccumulatorV2"),
        gradient.name() + ".accumulation",
        List.of(buffer, gradient, reset),
        List.of(done),
        Map.of());
    graph.addOutput(done);
  }

  private Value known(String name) {
    Value value = graph.find(name);
    if (value == null) {
      throw LntuneException.badInput(
          "The step model has no value '" + name + "'",
          plan.base().toString(),
          "Emit the artefacts again; the manifest belongs to other models.");
    }
    return value;
  }

  private Value fresh(String name) {
    if (graph.find(name) != null) {
      throw taken("a value", name);
    }
    return graph.define(name);
  }

  /** The runtime sorts inputs by their names, so data must not be called like a gradient. */
  private String usable(String input) {
    if (input.equals(RESET)
        || input.endsWith("_grad")
        || input.endsWith("_grad" + BUFFER)
        || input.endsWith("_grad" + DONE)) {
      throw taken("an input", input);
    }
    return input;
  }

  private LntuneException taken(String kind, String name) {
    return LntuneException.unsupported(
        "The model has "
            + kind
            + " called '"
            + name
            + "', a name with a meaning in ONNX Runtime"
            + " Training",
        plan.base().toString(),
        "Rename it in the model, or emit with --without training-model.");
  }
}

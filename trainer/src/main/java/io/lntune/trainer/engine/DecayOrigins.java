package io.lntune.trainer.engine;

import io.lntune.graph.emit.PlannedParameter;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.emit.training.OptimizerSpec;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scales that are stored as 1 + w, where decay is meant for w. The runtime's AdamW pulls towards
 * zero only, so its parameter is w, and the models add the 1.
 */
final class DecayOrigins {
  private final Map<String, Double> origins = new LinkedHashMap<>();

  /** The origins that matter to {@code optimizer}: none without decay. */
  DecayOrigins(TrainingPlan plan, OptimizerSpec optimizer) {
    if (optimizer instanceof OptimizerSpec.AdamW adam && adam.weightDecay() != 0) {
      for (PlannedParameter parameter : plan.parameters()) {
        if (parameter.decayOrigin() != 0) {
          origins.put(parameter.name(), parameter.decayOrigin());
        }
      }
    }
  }

  /** Makes the inputs of {@code model} that hold such parameters hold w. */
  void apply(Model model) {
    Graph graph = model.graph();
    origins.forEach(
        (name, origin) -> {
          Value input = graph.find(name);
          if (input == null || input.uses().isEmpty()) {
            return;
          }
          List<Use> uses = List.copyOf(input.uses());
          Node first = graph.nodes().get(0);
          GraphBuilder builder = GraphBuilder.before(first, name + "/origin");
          Value stored =
              builder.sameType(input, builder.add(input, builder.scalar(origin, DataType.FLOAT)));
          for (Use use : uses) {
            use.node().graph().setNodeInput(use.node(), use.index(), stored);
          }
        });
  }

  /** {@code checkpoint} with w in the place of 1 + w. */
  TrainingCheckpoint relative(TrainingCheckpoint checkpoint) {
    return shifted(checkpoint, -1);
  }

  /** {@code checkpoint} with 1 + w in the place of w. */
  TrainingCheckpoint absolute(TrainingCheckpoint checkpoint) {
    return shifted(checkpoint, 1);
  }

  private TrainingCheckpoint shifted(TrainingCheckpoint checkpoint, int sign) {
    if (origins.isEmpty()) {
      return checkpoint;
    }
    List<Tensor> parameters = new ArrayList<>();
    for (Tensor parameter : checkpoint.trainable()) {
      Double origin = origins.get(parameter.name());
      parameters.add(origin == null ? parameter : shifted(parameter, sign * origin));
    }
    return new TrainingCheckpoint(
        parameters,
        checkpoint.frozen(),
        checkpoint.nominal(),
        checkpoint.groups(),
        checkpoint.properties());
  }

  private static Tensor shifted(Tensor parameter, double by) {
    double[] values = parameter.toDoubles();
    float[] moved = new float[values.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (float) (values[i] + by);
    }
    return Tensor.ofFloats(parameter.name(), parameter.shape(), moved);
  }
}

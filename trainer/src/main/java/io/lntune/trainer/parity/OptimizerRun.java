package io.lntune.trainer.parity;

import com.fasterxml.jackson.databind.JsonNode;
import io.lntune.graph.emit.PlannedParameter;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.engine.UpdateRule;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.optimizer.OptimizerSettings;
import io.lntune.trainer.optimizer.ParameterState;
import io.lntune.trainer.optimizer.SgdSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Five steps of one optimizer on the same batch, compared with the recorded values. */
final class OptimizerRun {
  private static final int STEPS = 5;

  private final ParityCase parity;
  private final String name;
  private final OptimizerSettings settings;

  private OptimizerRun(ParityCase parity, String name, OptimizerSettings settings) {
    this.parity = parity;
    this.name = name;
    this.settings = settings;
  }

  /** The runs that the case has settings for. */
  static List<OptimizerRun> all(ParityCase parity) {
    List<OptimizerRun> runs = new ArrayList<>();
    JsonNode adamw = parity.training("adamw5");
    if (adamw.isObject()) {
      AdamWSettings settings =
          AdamWSettings.DEFAULT
              .withBetas(
                  adamw.path("betas").path(0).asDouble(), adamw.path("betas").path(1).asDouble())
              .withEpsilon(adamw.path("eps").asDouble())
              .withWeightDecay(adamw.path("weight_decay").asDouble());
      runs.add(new OptimizerRun(parity, "adamw5", settings));
    }
    if (parity.training("sgd5").isObject()) {
      runs.add(new OptimizerRun(parity, "sgd5", SgdSettings.DEFAULT));
    }
    return runs;
  }

  /** What the case's updates make of a gradient. */
  UpdateRule rule() {
    return new UpdateRule(settings, 0);
  }

  /**
   * Trains an engine that has made no update; its parameters are those of {@code planned}. The
   * initial values are put back afterwards. What the reference left as it was (batch normalisation,
   * a part that saw no gradient) stays as it is here too.
   */
  void compare(
      TrainingEngine engine,
      List<PlannedParameter> planned,
      List<NamedArray> batch,
      Comparison comparison) {
    List<double[]> initial =
        engine.parameters().stream().map(parameter -> Numbers.of(parameter.value())).toList();
    Set<Integer> listed =
        parity.parameters().stream()
            .map(reference -> ParameterMatch.index(reference, planned))
            .collect(Collectors.toSet());
    double learningRate = parity.training(name).path("lr").asDouble();
    for (int i = 0; i < STEPS; i++) {
      engine.add(batch, 1);
      engine.update(learningRate);
      putBack(engine.parameters(), initial, index -> !listed.contains(index));
    }
    OptimizerTolerance tolerance = OptimizerTolerance.of(parity, name, learningRate, STEPS);
    List<ParameterState> trained = engine.parameters();
    for (ReferenceParameter reference : parity.parameters()) {
      int index = ParameterMatch.index(reference, planned);
      double[] actual = Numbers.of(trained.get(index).value());
      tolerance.compare(reference, actual, initial.get(index), comparison);
    }
    putBack(trained, initial, index -> true);
  }

  private static void putBack(
      List<ParameterState> parameters, List<double[]> initial, IntPredicate which) {
    for (int i = 0; i < parameters.size(); i++) {
      for (int j = 0; which.test(i) && j < initial.get(i).length; j++) {
        parameters.get(i).value().put(j, (float) initial.get(i)[j]);
      }
    }
  }
}

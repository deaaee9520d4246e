package io.lntune.trainer.parity;

import com.fasterxml.jackson.databind.JsonNode;
import io.lntune.graph.ir.Shape;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.engine.TrainableParameter;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.optimizer.Optimizer;
import io.lntune.trainer.optimizer.OptimizerSettings;
import io.lntune.trainer.optimizer.ParameterGroup;
import io.lntune.trainer.optimizer.ParameterState;
import io.lntune.trainer.optimizer.SgdSettings;
import java.util.ArrayList;
import java.util.List;

/** Five steps of one optimizer on the same batch, compared with the recorded values. */
final class OptimizerRun {
  private static final int STEPS = 5;

  private final ParityCase parity;
  private final String name;
  private final OptimizerSettings settings;
  private final List<double[]> initial;

  private OptimizerRun(
      ParityCase parity, String name, OptimizerSettings settings, List<double[]> initial) {
    this.parity = parity;
    this.name = name;
    this.settings = settings;
    this.initial = initial;
  }

  /** The runs that the case has settings for. */
  static List<OptimizerRun> all(ParityCase parity, List<TrainableParameter> parameters) {
    List<double[]> initial =
        parameters.stream().map(parameter -> Numbers.of(parameter.value())).toList();
    List<OptimizerRun> runs = new ArrayList<>();
    JsonNode adamw = parity.training("adamw5");
    if (adamw.isObject()) {
      AdamWSettings settings =
          AdamWSettings.DEFAULT
              .withBetas(
                  adamw.path("betas").path(0).asDouble(), adamw.path("betas").path(1).asDouble())
              .withEpsilon(adamw.path("eps").asDouble())
              .withWeightDecay(adamw.path("weight_decay").asDouble());
      runs.add(new OptimizerRun(parity, "adamw5", settings, initial));
    }
    if (parity.training("sgd5").isObject()) {
      runs.add(new OptimizerRun(parity, "sgd5", SgdSettings.DEFAULT, initial));
    }
    return runs;
  }

  /** Trains from the initial values and puts them back afterwards. */
  void compare(TrainingEngine engine, List<NamedArray> batch, Comparison comparison) {
    List<TrainableParameter> parameters = engine.parameters();
    List<ParameterState> states = new ArrayList<>();
    for (TrainableParameter parameter : parameters) {
      long[] shape = parameter.planned().shape().stream().mapToLong(Long::longValue).toArray();
      ParameterGroup group =
          ParameterGroup.DEFAULT.withDecayOrigin(parameter.planned().decayOrigin());
      states.add(
          new ParameterState(
              parameter.planned().name(), Shape.of(shape), parameter.value(), group));
    }
    Optimizer optimizer = settings.create(states);
    double learningRate = parity.training(name).path("lr").asDouble();
    for (int i = 0; i < STEPS; i++) {
      engine.step(batch);
      optimizer.step(learningRate, engine.gradients());
    }
    OptimizerTolerance tolerance = OptimizerTolerance.of(parity, name, learningRate, STEPS);
    for (ReferenceParameter reference : parity.parameters()) {
      int index = ParameterMatch.index(reference, parameters);
      double[] actual = Numbers.of(parameters.get(index).value());
      tolerance.compare(reference, actual, initial.get(index), comparison);
    }
    for (int i = 0; i < parameters.size(); i++) {
      for (int j = 0; j < initial.get(i).length; j++) {
        parameters.get(i).value().put(j, (float) initial.get(i)[j]);
      }
    }
  }
}

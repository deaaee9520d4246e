package io.lntune.trainer.checkpoint;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.PlannedParameter;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.optimizer.OptimizerState;
import io.lntune.trainer.optimizer.ParameterState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Everything needed to continue a run.
 *
 * @param position where the run stands
 * @param trainable {@code float} values by parameter name
 * @param optimizer the optimizer's memory
 */
public record RunCheckpoint(
    RunPosition position, List<NamedArray> trainable, OptimizerState optimizer) {
  public RunCheckpoint {
    trainable = List.copyOf(trainable);
  }

  /** A checkpoint of {@code parameters} as they are now; their values are copied. */
  public static RunCheckpoint of(
      RunPosition position, List<ParameterState> parameters, OptimizerState optimizer) {
    return new RunCheckpoint(
        position, parameters.stream().map(RunCheckpoint::copy).toList(), optimizer);
  }

  private static NamedArray copy(ParameterState parameter) {
    float[] values = new float[parameter.size()];
    parameter.value().get(0, values);
    return NamedArray.ofFloats(parameter.name(), values, parameter.shape().sizes());
  }

  /**
   * Puts the saved values into {@code parameters}.
   *
   * @throws LntuneException when names or shapes differ; then nothing is changed
   */
  public void restore(List<ParameterState> parameters) {
    if (parameters.size() != trainable.size()) {
      throw mismatch(
          "holds " + trainable.size() + " tensors, this run trains " + parameters.size());
    }
    for (ParameterState parameter : parameters) {
      Optional<NamedArray> saved = saved(parameter.name());
      if (saved.isEmpty()) {
        throw mismatch("does not hold '" + parameter.name() + "'");
      }
      if (!saved.get().shape().equals(parameter.shape())) {
        throw mismatch("holds " + saved.get() + " for " + parameter);
      }
    }
    for (ParameterState parameter : parameters) {
      saved(parameter.name())
          .ifPresent(array -> parameter.value().put(0, array.floats(), 0, parameter.size()));
    }
  }

  /**
   * Checks that this is a checkpoint of {@code parameters}.
   *
   * @throws LntuneException when names or shapes differ
   */
  public void requireParameters(List<PlannedParameter> parameters) {
    if (parameters.size() != trainable.size()) {
      throw mismatch(
          "holds " + trainable.size() + " tensors, the artefacts train " + parameters.size());
    }
    for (PlannedParameter parameter : parameters) {
      Optional<NamedArray> saved = saved(parameter.name());
      if (saved.isEmpty()) {
        throw mismatch("does not hold '" + parameter.name() + "'");
      }
      List<Long> shape = Arrays.stream(saved.get().sizes()).boxed().toList();
      if (!shape.equals(parameter.shape())) {
        throw mismatch(
            "holds " + saved.get() + " for '" + parameter.name() + "' of " + parameter.shape());
      }
    }
  }

  private Optional<NamedArray> saved(String name) {
    return trainable.stream().filter(array -> array.name().equals(name)).findFirst();
  }

  private static LntuneException mismatch(String problem) {
    return LntuneException.badInput(
        "The checkpoint " + problem,
        "",
        "Resume with the model and the trained tensors of the first run.");
  }
}

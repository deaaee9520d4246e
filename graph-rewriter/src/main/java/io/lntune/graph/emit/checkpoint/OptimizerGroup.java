package io.lntune.graph.emit.checkpoint;

import io.lntune.graph.ir.Tensor;
import java.util.List;

/**
 * State of one optimizer.
 *
 * @param name name of the group
 * @param step updates made
 * @param initialLearningRate rate that schedules of the runtime start from
 * @param parameters moments by parameter
 */
public record OptimizerGroup(
    String name, long step, float initialLearningRate, List<ParameterMoments> parameters) {
  public OptimizerGroup {
    parameters = List.copyOf(parameters);
  }

  /** Name of the moment at {@code index}: {@code momentum0} is the running mean of gradients. */
  public static String momentName(int index) {
    return "momentum" + index;
  }

  /**
   * What an optimizer keeps for one parameter.
   *
   * @param parameter name of the parameter
   * @param moments tensors of its shape, in the order of their names
   */
  public record ParameterMoments(String parameter, List<Tensor> moments) {
    public ParameterMoments {
      moments = List.copyOf(moments);
    }
  }
}

package io.lntune.graph.emit;

import io.lntune.graph.differentiate.loss.LossSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that is needed to train: the two models and what their inputs and outputs mean.
 *
 * @param base the model that is tuned
 * @param loss what is minimised
 * @param inputs inputs that data is fed to, labels last
 * @param parameters trainable parameters, in the order of their inputs
 * @param lossOutput name of the loss output, a float32 scalar
 * @param predictionsOutput name of the output that the loss was computed from
 * @param classCount number of classes of a cross-entropy; -1 when unknown or for other losses
 * @param baseParameterCount elements of all parameters of the base
 * @param step model whose outputs are loss, predictions and one gradient per parameter
 * @param eval model whose outputs are loss and all outputs of the base
 */
public record TrainingPlan(
    Path base,
    LossSpec loss,
    List<PlannedInput> inputs,
    List<PlannedParameter> parameters,
    String lossOutput,
    String predictionsOutput,
    long classCount,
    long baseParameterCount,
    ModelBytes step,
    ModelBytes eval) {
  public TrainingPlan {
    inputs = List.copyOf(inputs);
    parameters = List.copyOf(parameters);
  }

  /** Number of trained elements. */
  public long trainableCount() {
    return parameters.stream().mapToLong(PlannedParameter::elementCount).sum();
  }
}

package io.lntune.graph.emit;

import io.lntune.graph.batch.BatchDivision;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.memory.MemoryPlan;
import io.lntune.graph.memory.Repacking;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is needed to train: the two models and what their inputs and outputs mean.
 *
 * @param base the model that is tuned
 * @param loss what is minimised
 * @param inputs inputs that data is fed to, labels last
 * @param parameters trainable parameters, in the order of their inputs
 * @param lossOutput name of the loss output, a float32 scalar
 * @param losses what the loss is the weighted sum of; one where it is a plain loss
 * @param baseParameterCount elements of all parameters of the base
 * @param division whether a batch can be run in parts
 * @param step model whose outputs are loss, the summands where there are several, and one gradient
 *     per parameter
 * @param eval model whose outputs are loss, the summands where there are several, and all outputs
 *     of the base
 * @param memory how the step model keeps within a budget; null when it was given none
 * @param prefix the step model in two parts, where some of it is the same in every epoch
 */
public record TrainingPlan(
    Path base,
    LossSpec loss,
    List<PlannedInput> inputs,
    List<PlannedParameter> parameters,
    String lossOutput,
    List<PlannedLoss> losses,
    long baseParameterCount,
    BatchDivision division,
    ModelBytes step,
    ModelBytes eval,
    @Nullable MemoryPlan memory,
    FrozenPrefix prefix) {
  public TrainingPlan {
    inputs = List.copyOf(inputs);
    parameters = List.copyOf(parameters);
    losses = List.copyOf(losses);
  }

  /** A plan whose step model stays in one piece. */
  public TrainingPlan(
      Path base,
      LossSpec loss,
      List<PlannedInput> inputs,
      List<PlannedParameter> parameters,
      String lossOutput,
      List<PlannedLoss> losses,
      long baseParameterCount,
      BatchDivision division,
      ModelBytes step,
      ModelBytes eval) {
    this(
        base,
        loss,
        inputs,
        parameters,
        lossOutput,
        losses,
        baseParameterCount,
        division,
        step,
        eval,
        null,
        FrozenPrefix.none(0, "the step model was not divided"));
  }

  /** Name of the output that the first loss is computed from. */
  public String predictionsOutput() {
    return losses.get(0).predictionsOutput();
  }

  /** The losses whose values are outputs beside that of the loss; none for a plain loss. */
  public List<PlannedLoss> separateLosses() {
    return losses.stream().filter(one -> !one.valueOutput().equals(lossOutput)).toList();
  }

  /**
   * Whether the runtime may repack weights: as a memory budget says, else unless they are large;
   * copies in fewer bits take a quarter of the memory at most.
   */
  public boolean prepack() {
    long width = step.derived().isEmpty() ? Float.BYTES : 1;
    return memory == null ? Repacking.pays(width * baseParameterCount) : memory.prepack();
  }

  /** Number of trained elements. */
  public long trainableCount() {
    return parameters.stream().mapToLong(PlannedParameter::elementCount).sum();
  }
}

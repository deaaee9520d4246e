package io.lntune.graph.diagnose;

import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.memory.PeakMemory;

/**
 * What one training step computes and holds, by the shapes of the step graph.
 *
 * @param sizes the sizes taken for open axes; the sequence is shorter than asked for where the
 *     model does not take as much
 * @param examplesAtOnce how many examples of the batch go through the model at once; what is kept
 *     and the peak are those of so many
 * @param forwardFlops additions and multiplications of the matrix products and convolutions up to
 *     the loss; element-wise operators are not counted
 * @param backwardFlops the same for the gradients
 * @param keptBytes forward values whose elements the gradients read
 * @param frozenBytes weights that stay as they are
 * @param trainableBytes trained tensors, float32
 * @param peak the most memory that a training process has resident
 * @param uncounted products and kept values whose shape is unknown even so; when there are any, the
 *     numbers are lower bounds
 */
public record ComputeAccount(
    AssumedSizes sizes,
    long examplesAtOnce,
    long forwardFlops,
    long backwardFlops,
    long keptBytes,
    long frozenBytes,
    long trainableBytes,
    PeakMemory peak,
    long uncounted) {}

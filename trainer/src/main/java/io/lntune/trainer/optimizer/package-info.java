/**
 * Updating the trainable values, on the CPU and in {@code float}, since normalisation tuning trains
 * few numbers: AdamW and SGD as PyTorch defines them, clipping, accumulation and learning-rate
 * schedules. Imports the graph's shapes and errors only. Start at {@link
 * io.lntune.trainer.optimizer.OptimizerSettings}.
 */
@NullMarked
package io.lntune.trainer.optimizer;

import org.jspecify.annotations.NullMarked;

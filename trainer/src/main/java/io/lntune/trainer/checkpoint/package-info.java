/**
 * What a run writes to continue later: values, optimizer state and position, in directories that
 * are complete or absent. Imports {@code data} and {@code optimizer}. Start at {@link
 * io.lntune.trainer.checkpoint.CheckpointStore}.
 */
@NullMarked
package io.lntune.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;

/**
 * The training loop and the folder a run leaves behind. Start at {@code TrainingRun}; the loop
 * itself is {@code TrainingLoop}, everything beside the arithmetic is a {@code TrainingListener}.
 */
@NullMarked
package io.lntune.trainer.train;

import org.jspecify.annotations.NullMarked;

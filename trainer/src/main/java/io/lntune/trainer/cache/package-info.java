/**
 * Keeps what the frozen prefix of a model computed of each example, in memory or on disk, so that
 * later epochs train on the rest of the model alone. Start at {@code CachedDataset}.
 */
@NullMarked
package io.lntune.trainer.cache;

import org.jspecify.annotations.NullMarked;

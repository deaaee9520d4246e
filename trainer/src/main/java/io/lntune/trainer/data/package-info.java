/**
 * Training examples: readers of safetensors, npz and JSON Lines files, and batches made from them.
 * Imports {@code io.lntune.graph} for types and errors, never a runtime. Start at {@link
 * io.lntune.trainer.data.DatasetReader}.
 */
@NullMarked
package io.lntune.trainer.data;

import org.jspecify.annotations.NullMarked;

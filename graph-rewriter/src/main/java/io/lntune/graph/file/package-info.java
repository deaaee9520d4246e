/**
 * Writing files and directories so that a reader sees the old content or the new, never a part.
 * Imports nothing of this project but the exception. Start at {@link
 * io.lntune.graph.file.AtomicWrite}.
 */
@NullMarked
package io.lntune.graph.file;

import org.jspecify.annotations.NullMarked;

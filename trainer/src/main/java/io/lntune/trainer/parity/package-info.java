/**
 * Compares losses, gradients and optimizer steps with a reference made elsewhere, case by case.
 * Start at {@code ParityRunner}.
 */
@NullMarked
package io.lntune.trainer.parity;

import org.jspecify.annotations.NullMarked;

package io.lntune.trainer.engine;

import io.lntune.trainer.data.NamedArray;

/**
 * Outcome of one step.
 *
 * @param loss mean loss of the batch
 * @param predictions the output that the loss was computed from; valid until the next step
 */
public record StepResult(double loss, NamedArray predictions) {}

package io.lntune.trainer.engine;

/**
 * Outcome of one update.
 *
 * @param loss weighted mean loss of the update's batches; NaN when none had weight
 * @param gradientNorm Euclidean norm of the mean gradient before clipping
 */
public record UpdateResult(double loss, double gradientNorm) {}

package io.lntune.trainer.parity;

/**
 * Outcome of one case.
 *
 * @param name case name
 * @param passed whether everything is within tolerance
 * @param errorOverTolerance the worst ratio; infinite when the case could not be run
 * @param worst what was worst
 * @param reason why it could not be run; empty when it was
 */
public record ParityResult(
    String name, boolean passed, double errorOverTolerance, String worst, String reason) {}

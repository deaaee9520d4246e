package io.lntune.graph.emit;

/**
 * A step model as it was written.
 *
 * @param model its bytes
 * @param values what the graph still has of the values that make it a step model
 */
record EmittedStep(ModelBytes model, StepValues values) {}

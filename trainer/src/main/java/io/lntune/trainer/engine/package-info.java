/**
 * Runs the models of a training plan. The only package of the trainer that uses ONNX Runtime. Start
 * at {@code TrainingEngine}.
 */
@NullMarked
package io.lntune.trainer.engine;

import org.jspecify.annotations.NullMarked;

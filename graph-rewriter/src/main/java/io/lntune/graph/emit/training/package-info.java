/**
 * The files that ONNX Runtime Training loads: training model, optimizer model, checkpoint. Imports
 * {@code ir}, {@code parse}, {@code rewrite}. Start at {@code TrainingArtifacts}.
 */
@NullMarked
package io.lntune.graph.emit.training;

import org.jspecify.annotations.NullMarked;

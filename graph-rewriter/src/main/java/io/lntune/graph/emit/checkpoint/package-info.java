/**
 * The checkpoint file of ONNX Runtime Training: parameters, moments and properties in one
 * flatbuffers file. Imports {@code ir} and {@code file}. Start at {@code TrainingCheckpoint}.
 */
@NullMarked
package io.lntune.graph.emit.checkpoint;

import org.jspecify.annotations.NullMarked;

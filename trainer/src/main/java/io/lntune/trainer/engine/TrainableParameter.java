package io.lntune.trainer.engine;

import io.lntune.graph.emit.PlannedParameter;
import java.nio.FloatBuffer;

/**
 * A parameter with its present values.
 *
 * @param planned what it is
 * @param value float32 values in direct memory, read and written by absolute index
 */
public record TrainableParameter(PlannedParameter planned, FloatBuffer value) {}

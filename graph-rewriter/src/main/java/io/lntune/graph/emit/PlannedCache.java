package io.lntune.graph.emit;

import io.lntune.graph.ir.DataType;

/**
 * A value that the frozen prefix computes and the suffix takes as an input of the same name.
 *
 * @param name output of the prefix and input of the suffix
 * @param type element type
 * @param axis the axis along which the examples of a batch lie, each with as many neighbouring
 *     slices; -1 when a batch is one example
 */
public record PlannedCache(String name, DataType type, int axis) {}

package io.lntune.graph.emit;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;

/**
 * Initial values of a parameter as the base stores them.
 *
 * @param type element type in storage
 * @param shape shape in storage
 * @param file name of the file in the base's folder; empty when {@code inline} holds the bytes
 * @param offset first byte in that file
 * @param length number of bytes
 * @param inline little-endian elements in base 64; empty when they are in a file
 */
public record StoredValues(
    DataType type, Shape shape, String file, long offset, long length, String inline) {}

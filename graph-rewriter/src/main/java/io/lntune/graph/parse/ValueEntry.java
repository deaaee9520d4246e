package io.lntune.graph.parse;

import io.lntune.graph.ir.Value;
import io.lntune.graph.ir.ValueType;
import io.lntune.graph.parse.proto.ValueInfoProto;
import org.jspecify.annotations.Nullable;

/**
 * One line of a graph's inputs, outputs or value types as the file had it.
 *
 * @param value what the line is about; null when the graph has no such value
 * @param proto the line
 * @param type type of the value after reading; a different one later means that it changed
 */
record ValueEntry(@Nullable Value value, ValueInfoProto proto, @Nullable ValueType type) {}

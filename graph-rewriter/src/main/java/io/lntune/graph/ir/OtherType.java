package io.lntune.graph.ir;

/**
 * A sequence, map, optional or sparse tensor type.
 *
 * @param description readable form, for messages
 * @param carrier the type as the file spelled it
 */
public record OtherType(String description, Carrier carrier) implements ValueType {}

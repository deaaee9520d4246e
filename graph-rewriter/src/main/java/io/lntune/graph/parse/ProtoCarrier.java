package io.lntune.graph.parse;

import com.google.protobuf.MessageLite;
import io.lntune.graph.ir.Carrier;

/**
 * A message that is carried whole because the graph does not model it.
 *
 * @param message as the file had it; large contents are replaced by markers
 */
record ProtoCarrier(MessageLite message) implements Carrier {}

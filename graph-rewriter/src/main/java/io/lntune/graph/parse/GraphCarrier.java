package io.lntune.graph.parse;

import io.lntune.graph.ir.Carrier;
import io.lntune.graph.parse.proto.GraphProto;
import java.util.List;

/** A graph as the file had it, with the values that its declarations are about. */
record GraphCarrier(
    GraphProto proto, List<ValueEntry> inputs, List<ValueEntry> outputs, List<ValueEntry> valueInfo)
    implements Carrier {}

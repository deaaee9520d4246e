package io.lntune.graph.parse;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Carrier;
import io.lntune.graph.parse.proto.FunctionProto;
import java.util.Map;

/**
 * A function as the file had it.
 *
 * @param proto the function; large contents are replaced by markers
 * @param attributeDefaults what the attributes with default were understood as
 */
record FunctionCarrier(FunctionProto proto, Map<String, Attribute> attributeDefaults)
    implements Carrier {}

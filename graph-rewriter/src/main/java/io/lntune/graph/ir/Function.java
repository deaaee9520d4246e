package io.lntune.graph.ir;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model-local function ({@code FunctionProto}): an operator defined by a graph.
 *
 * @param op domain and name by which nodes call it
 * @param overload distinguishes functions of the same name; usually empty
 * @param body inputs, nodes and outputs; types are unknown
 * @param attributeNames attributes without default that a call may set
 * @param attributeDefaults attributes with default
 * @param opsets opset versions by domain that the body is written for
 * @param carrier what the file said
 */
public record Function(
    OpId op,
    String overload,
    Graph body,
    List<String> attributeNames,
    Map<String, Attribute> attributeDefaults,
    Map<String, Long> opsets,
    @Nullable Carrier carrier) {}

package io.lntune.graph.ir;

/**
 * One place where a value is consumed.
 *
 * @param node the consuming node, possibly inside a subgraph
 * @param index position among the node's inputs
 */
public record Use(Node node, int index) {}

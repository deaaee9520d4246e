package io.lntune.graph.ir;

/**
 * What the file said about an object beyond what the graph models: unknown fields, documentation,
 * annotations. Set and understood by the parse stage only, so that a written model loses nothing.
 */
public interface Carrier {}

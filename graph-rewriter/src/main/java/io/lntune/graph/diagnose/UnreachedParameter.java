package io.lntune.graph.diagnose;

/**
 * A selected tensor that the loss does not depend on, so that training leaves it as it is.
 *
 * @param name the parameter's name
 * @param module dotted path of its module; may be empty
 * @param reason what is between it and the loss
 */
public record UnreachedParameter(String name, String module, String reason) {}

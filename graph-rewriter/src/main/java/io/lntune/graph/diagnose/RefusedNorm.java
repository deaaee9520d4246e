package io.lntune.graph.diagnose;

import io.lntune.graph.ir.OpId;

/**
 * A near miss of a normalisation layer, which is therefore not trained.
 *
 * @param operator the operator at which it was looked for
 * @param node the node's name, or that of its first output
 * @param module dotted path of the module; may be empty
 * @param reason why it was refused
 */
public record RefusedNorm(OpId operator, String node, String module, String reason) {}

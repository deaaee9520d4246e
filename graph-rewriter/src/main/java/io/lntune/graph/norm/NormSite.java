package io.lntune.graph.norm;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Use;
import org.jspecify.annotations.Nullable;

/**
 * A normalisation layer found in a graph.
 *
 * @param form its spelling
 * @param node the node that stands for it in messages: the operator, or the scale multiplication
 * @param scale where the scale enters
 * @param bias where the bias enters; null when there is none
 * @param epsilon the constant under the root; NaN when it is not stored as a constant
 */
public record NormSite(NormForm form, Node node, Use scale, @Nullable Use bias, double epsilon) {}

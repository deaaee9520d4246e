/**
 * The frozen prefix of a step graph: what no trained tensor reaches, so that it can be computed
 * once per example. {@code ExampleAxes} proves which values belong to one example each, {@code
 * PrefixCut} chooses where to cut, {@code PrefixSplit} makes two models of one. Start at {@code
 * PrefixCut}.
 */
@NullMarked
package io.lntune.graph.prefix;

import org.jspecify.annotations.NullMarked;

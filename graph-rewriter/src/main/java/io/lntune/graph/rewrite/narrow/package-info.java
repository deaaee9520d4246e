/**
 * Work that a selection throws away is not done at all: a head that reads one token needs the last
 * layers for that token only. Start at {@code SelectEarly}; how a selection passes the operators is
 * in {@code SelectionRules}. Works on graphs in canonical form whose values are typed.
 */
@NullMarked
package io.lntune.graph.rewrite.narrow;

import org.jspecify.annotations.NullMarked;

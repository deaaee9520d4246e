/**
 * Work that a selection throws away is not done at all: a head that reads one token needs the last
 * layers for that token only, and a loss that some positions have no part in, for the others. Start
 * at {@code SelectEarly} for what the graph selects, at {@code RowsEarly} for rows that are known
 * at run time; how either passes the operators is in {@code SelectionRules} and {@code RowRules}.
 * Works on graphs in canonical form whose values are typed.
 */
@NullMarked
package io.lntune.graph.rewrite.narrow;

import org.jspecify.annotations.NullMarked;

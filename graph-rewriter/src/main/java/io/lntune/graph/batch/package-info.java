/**
 * What belongs to one example and what to the whole batch. {@code ExampleAxes} proves which values
 * consist of one part per example, {@code BatchDivision} says whether a batch can therefore be run
 * in parts. Start at {@code BatchDivision}.
 */
@NullMarked
package io.lntune.graph.batch;

import org.jspecify.annotations.NullMarked;

/**
 * What stands in the way of training a model, all of it at once, and what training would cost.
 * Start at {@code Doctor}; its result is a {@code Diagnosis}.
 */
@NullMarked
package io.lntune.graph.diagnose;

import org.jspecify.annotations.NullMarked;

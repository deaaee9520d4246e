/**
 * Gradient rules by operator family; one static method per operator, registered in {@code
 * StandardGradients}. In the formulas dY is the upstream gradient of output Y, dX the result.
 */
@NullMarked
package io.lntune.graph.differentiate.rules;

import org.jspecify.annotations.NullMarked;

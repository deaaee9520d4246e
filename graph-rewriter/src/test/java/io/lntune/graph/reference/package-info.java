/**
 * The oracle of the gradient tests: a naive interpreter of graphs in double precision, independent
 * of ONNX Runtime, and the finite-difference check on top of it. Imports {@code io.lntune.graph.ir}
 * only. Start at {@code ReferenceEvaluator}; one small class per operator family.
 */
@NullMarked
package io.lntune.graph.reference;

import org.jspecify.annotations.NullMarked;

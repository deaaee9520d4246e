/**
 * Brings a model into the one form that differentiation sees: canonical opset, whole operators
 * instead of their spellings, typed values. Start at {@code CanonicalForm}. Imports {@code infer},
 * {@code norm} and {@code rewrite}.
 */
@NullMarked
package io.lntune.graph.canonical;

import org.jspecify.annotations.NullMarked;

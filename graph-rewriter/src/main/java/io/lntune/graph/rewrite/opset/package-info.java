/**
 * Lifts standard operators from one opset version to the next. {@code OpsetChanges} is the table of
 * operators whose definition changed; each entry names the method that carries the change out.
 * Imports {@code ir}, {@code match} and {@code rewrite}.
 */
@NullMarked
package io.lntune.graph.rewrite.opset;

import org.jspecify.annotations.NullMarked;

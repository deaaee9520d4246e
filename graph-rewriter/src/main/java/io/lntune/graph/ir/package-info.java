/**
 * The mutable graph and its immutable parts: {@code Model}, {@code Graph}, {@code Node}, {@code
 * Value}, {@code Attribute}, {@code Tensor}, {@code Shape}. Imports nothing of this project but the
 * exception; every other package builds on it.
 */
@NullMarked
package io.lntune.graph.ir;

import org.jspecify.annotations.NullMarked;

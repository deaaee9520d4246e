/**
 * The demonstration: a digit classifier meets a shift and is tuned back. Start at {@code Demo};
 * {@code DemoCommand} shows it.
 */
@NullMarked
package io.lntune.tools.demo;

import org.jspecify.annotations.NullMarked;

/**
 * Measures training speed, memory and start-up, alone or taking turns with another program. Start
 * at {@code BenchCommand}; what is measured runs in a process of its own, {@code BenchServer}.
 */
@NullMarked
package io.lntune.tools.bench;

import org.jspecify.annotations.NullMarked;

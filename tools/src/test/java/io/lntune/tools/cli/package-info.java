/** The parts that every subcommand stands on. */
@NullMarked
package io.lntune.tools.cli;

import org.jspecify.annotations.NullMarked;

/**
 * What every subcommand stands on: options, output as text or JSON, progress, help. Knows no
 * subcommand. Start at {@code Command} and {@code Invocation}.
 */
@NullMarked
package io.lntune.tools.cli;

import org.jspecify.annotations.NullMarked;

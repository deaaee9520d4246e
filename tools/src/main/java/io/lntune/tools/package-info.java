/**
 * The {@code lntune} command: arguments in, text or JSON out, failures as one paragraph and an exit
 * code. May use everything. Start at {@code Main}; the subcommands are in {@code command}.
 */
@NullMarked
package io.lntune.tools;

import org.jspecify.annotations.NullMarked;

/**
 * One class per subcommand of {@code lntune}, and the options that several of them share. Start at
 * {@code InspectCommand}.
 */
@NullMarked
package io.lntune.tools.command;

import org.jspecify.annotations.NullMarked;

/** The command as a user meets it: arguments in, text and exit code out. Start at {@code Call}. */
@NullMarked
package io.lntune.tools;

import org.jspecify.annotations.NullMarked;

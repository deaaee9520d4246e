/** Each subcommand on real models and files. */
@NullMarked
package io.lntune.tools.command;

import org.jspecify.annotations.NullMarked;

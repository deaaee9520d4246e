/** Measuring: what is fed, what is read from profiles, how the processes talk. */
@NullMarked
package io.lntune.tools.bench;

import org.jspecify.annotations.NullMarked;

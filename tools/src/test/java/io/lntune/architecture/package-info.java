/**
 * Rules about the code itself, checked on the compiled classes and on the source files. Start at
 * {@link io.lntune.architecture.LayersTest}.
 */
@NullMarked
package io.lntune.architecture;

import org.jspecify.annotations.NullMarked;

/**
 * Rewrite rules, one class each, named by what they do. They expect the canonical opset and import
 * {@code ir}, {@code match} and {@code rewrite}. Start at {@code FuseErfGelu}.
 */
@NullMarked
package io.lntune.graph.rewrite.rule;

import org.jspecify.annotations.NullMarked;

/**
 * Numbers that say how good a model is, gathered batch by batch. Imports {@code data} for arrays
 * and nothing of a runtime. Start at {@link io.lntune.trainer.metric.Metric}.
 */
@NullMarked
package io.lntune.trainer.metric;

import org.jspecify.annotations.NullMarked;

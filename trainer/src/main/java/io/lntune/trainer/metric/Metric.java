package io.lntune.trainer.metric;

import io.lntune.trainer.data.NamedArray;

/** A number gathered over the batches of an evaluation. */
public interface Metric {
  /** Name for reports, for example {@code accuracy}. */
  String name();

  /** Takes in one batch. */
  void update(NamedArray predictions, NamedArray labels);

  /** The number over all batches since the last reset; NaN when nothing was counted. */
  double value();

  /** Starts anew. */
  void reset();
}

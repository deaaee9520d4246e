package io.lntune.trainer.metric;

/** Which label a prediction is compared with. */
public enum LabelAlignment {
  /** The label at the same position. */
  SAME_POSITION,
  /** The label one position later along the last label axis, as for a causal language model. */
  NEXT_POSITION
}

package io.lntune.trainer.data;

/** The order of one epoch's examples and how it is cut into batches. */
interface EpochPlan {
  /** Number of batches. */
  long batches();

  /** The example at {@code position} in the order. */
  int example(int position);

  /** Whether a batch may begin at {@code position}. */
  boolean beginsBatch(int position);

  /** Where the batch ends that begins at {@code position}; {@code position} when there is none. */
  int end(int position);
}

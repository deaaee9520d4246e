package io.lntune.tools.command;

import java.util.Locale;

/** The line with which PEFT's {@code print_trainable_parameters} sums up what is trained. */
public final class TrainableLine {
  private TrainableLine() {}

  /** The line for {@code trainable} of {@code all} elements. */
  public static String of(long trainable, long all) {
    return String.format(
        Locale.ROOT,
        "trainable params: %,d || all params: %,d || trainable%%: %.4f",
        trainable,
        all,
        percent(trainable, all));
  }

  static double percent(long trainable, long all) {
    return all == 0 ? 0 : 100.0 * trainable / all;
  }
}

package io.lntune.graph.precision;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** In what the products with frozen weights are computed while training. */
public enum BasePrecision {
  /** As the base stores them, in float32 arithmetic. */
  STORED,
  /** Weights and activations in 8 bits, forward and backward. */
  INT8,
  /** Weights in 4 bits, forward and backward, in float32 arithmetic. */
  INT4;

  /** What the command line calls it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The precision that the command line calls {@code word}. */
  public static Optional<BasePrecision> ofWord(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findAny();
  }

  /** What the command line calls them all. */
  public static List<String> words() {
    return Arrays.stream(values()).map(BasePrecision::word).toList();
  }
}

package io.lntune.graph.memory;

/**
 * Whether the runtime repacks weights for its products where no budget says so. It takes a copy for
 * every product that uses a weight; without it every run packs every weight anew, which made a step
 * of BERT-base in micro-batches on two threads a sixth slower.
 */
public final class Repacking {
  /** Beyond this the copies weigh more than the time. */
  private static final long MOST_BYTES = 1L << 30;

  private Repacking() {}

  /** Whether it is worth its memory for weights of {@code bytes} in all. */
  public static boolean pays(long bytes) {
    return bytes <= MOST_BYTES;
  }
}

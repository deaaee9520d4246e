package io.lntune.trainer.data;

/**
 * The order of examples in one epoch: a Fisher-Yates shuffle driven by SplitMix64, both written out
 * here so that a seed means the same order on every machine and Java version.
 *
 * <p>The generator starts from {@code mix(seed) xor mix(epoch + 1)}. Position i, from the last down
 * to 1, is exchanged with one drawn evenly from 0 to i. Source: Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators" (2014), with its published constants.
 */
final class EpochOrder {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  private EpochOrder(long seed, long epoch) {
    state = mix(seed) ^ mix(epoch + 1);
  }

  /** Fills {@code order} with a permutation of 0 to its length. */
  static void shuffle(int[] order, long seed, long epoch) {
    EpochOrder random = new EpochOrder(seed, epoch);
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.below(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
  }

  /**
   * An even choice from 0 to {@code bound} - 1; draws that would favour small numbers are redone.
   */
  private int below(int bound) {
    long limit = Long.MAX_VALUE - Long.MAX_VALUE % bound;
    long drawn;
    do {
      drawn = next() >>> 1;
    } while (drawn >= limit);
    return (int) (drawn % bound);
  }

  private long next() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}

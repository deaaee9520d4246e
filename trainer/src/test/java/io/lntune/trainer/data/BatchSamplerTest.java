package io.lntune.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BatchSamplerTest {
  /** Shuffles of 3 counted below; a fair count of 10,000 lies within 500 with 5 sigma to spare. */
  private static final int FAIR_DEVIATION = 500;

  private static List<Long> epoch(BatchSampler sampler) {
    List<Long> order = new ArrayList<>();
    while (sampler.hasNext()) {
      for (long index : sampler.next()) {
        order.add(index);
      }
    }
    return order;
  }

  @Test
  void sequentialVisitsEveryExampleInOrder() {
    BatchSampler sampler = BatchSampler.sequential(5, 2);
    assertEquals(3, sampler.batchesPerEpoch());
    assertArrayEquals(new long[] {0, 1}, sampler.next());
    assertArrayEquals(new long[] {2, 3}, sampler.next());
    assertArrayEquals(new long[] {4}, sampler.next());
    assertFalse(sampler.hasNext());
    assertThrows(IllegalStateException.class, sampler::next);
    sampler.startNextEpoch();
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L), epoch(sampler));
  }

  @Test
  void everyEpochIsAnotherPermutationOfTheSameSeed() {
    BatchSampler sampler = BatchSampler.shuffled(100, 8, 1, false);
    List<Long> first = epoch(sampler);
    sampler.startNextEpoch();
    List<Long> second = epoch(sampler);
    assertEquals(100, new HashSet<>(first).size());
    assertEquals(100, new HashSet<>(second).size());
    assertNotEquals(first, second);
    assertEquals(first, epoch(BatchSampler.shuffled(100, 7, 1, false)));
    assertNotEquals(first, epoch(BatchSampler.shuffled(100, 8, 2, false)));
  }

  /** Pinned: a seed must mean the same order in every version, or resumed runs would differ. */
  @Test
  void theOrderOfASeedNeverChanges() {
    assertEquals(
        List.of(8L, 7L, 9L, 0L, 6L, 2L, 3L, 5L, 1L, 4L),
        epoch(BatchSampler.shuffled(10, 10, 42, false)));
  }

  @Test
  void allOrdersAreEquallyLikely() {
    int[] counts = new int[27];
    int[] order = new int[3];
    for (int seed = 0; seed < 60_000; seed++) {
      EpochOrder.shuffle(order, seed, seed % 7);
      counts[order[0] * 9 + order[1] * 3 + order[2]]++;
    }
    int kinds = 0;
    for (int count : counts) {
      if (count > 0) {
        kinds++;
        assertEquals(10_000, count, FAIR_DEVIATION);
      }
    }
    assertEquals(6, kinds);
  }

  @Test
  void dropsAnIncompleteLastBatch() {
    BatchSampler sampler = BatchSampler.shuffled(5, 2, 3, true);
    assertEquals(2, sampler.batchesPerEpoch());
    assertEquals(4, epoch(sampler).size());
  }

  @Test
  void continuesWhereItWasSaved() {
    BatchSampler whole = BatchSampler.shuffled(20, 3, 5, false);
    epoch(whole);
    whole.startNextEpoch();
    whole.next();
    whole.next();
    SamplerState state = whole.state();
    assertEquals(new SamplerState(5, 1, 6), state);
    BatchSampler resumed = BatchSampler.shuffled(20, 3, 999, false);
    resumed.restore(state);
    assertEquals(1, resumed.epoch());
    assertEquals(epoch(whole), epoch(resumed));
    whole.startNextEpoch();
    resumed.startNextEpoch();
    assertEquals(epoch(whole), epoch(resumed));
  }

  @Test
  void refusesWhatCannotBe() {
    BatchSampler sampler = BatchSampler.sequential(5, 2);
    assertThrows(LntuneException.class, () -> sampler.restore(new SamplerState(0, 0, 6)));
    assertThrows(LntuneException.class, () -> sampler.restore(new SamplerState(0, -1, 0)));
    assertThrows(LntuneException.class, () -> BatchSampler.sequential(5, 0));
    assertThrows(LntuneException.class, () -> BatchSampler.sequential(0, 1));
    assertThrows(LntuneException.class, () -> BatchSampler.shuffled(5, 6, 0, true));
    LntuneException failure =
        assertThrows(LntuneException.class, () -> BatchSampler.sequential(1L << 40, 1));
    assertTrue(failure.what().contains("examples"), failure.what());
  }
}

package io.lntune.trainer.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LengthBatchesTest {
  private static final int EXAMPLES = 5000;
  private static final long SEED = 42;

  /** Sentences: log-normal with a median of 40 tokens, cut at 512. */
  private static int[] sentences() {
    Random random = new Random(7);
    int[] lengths = new int[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      lengths[i] = (int) Math.max(1, Math.min(512, 40 * Math.exp(0.8 * random.nextGaussian())));
    }
    return lengths;
  }

  private static BatchSampler sampler(int batchSize, long tokens, long seed) {
    return BatchSampler.byLength(sentences(), new BatchLimits(batchSize, tokens, true), seed);
  }

  private static List<long[]> rest(BatchSampler sampler) {
    List<long[]> batches = new ArrayList<>();
    while (sampler.hasNext()) {
      batches.add(sampler.next());
    }
    return batches;
  }

  private static List<String> texts(List<long[]> batches) {
    return batches.stream().map(Arrays::toString).toList();
  }

  @Test
  void everyExampleComesOnceInEachEpoch() {
    BatchSampler sampler = sampler(32, 2048, SEED);
    for (int epoch = 0; epoch < 3; epoch++) {
      long[] all = rest(sampler).stream().flatMapToLong(Arrays::stream).sorted().toArray();
      assertEquals(EXAMPLES, all.length);
      for (int i = 0; i < EXAMPLES; i++) {
        assertEquals(i, all[i]);
      }
      sampler.startNextEpoch();
    }
  }

  @Test
  void batchesDifferBetweenEpochsAndFollowFromTheSeed() {
    BatchSampler sampler = sampler(32, 0, SEED);
    List<String> first = texts(rest(sampler));
    sampler.startNextEpoch();
    assertNotEquals(first, texts(rest(sampler)));
    assertEquals(first, texts(rest(sampler(32, 0, SEED))));
    assertNotEquals(first, texts(rest(sampler(32, 0, SEED + 1))));
  }

  @Test
  void noBatchExceedsTheTokenBudgetPaddingIncluded() {
    int[] lengths = sentences();
    int fullest = 0;
    for (long[] batch : rest(sampler(64, 1024, SEED))) {
      int longest = Arrays.stream(batch).mapToInt(i -> lengths[(int) i]).max().orElseThrow();
      assertTrue(longest * batch.length <= 1024, longest + " x " + batch.length);
      assertTrue(batch.length <= 64);
      fullest = Math.max(fullest, longest * batch.length);
    }
    assertTrue(fullest > 1000, "a budget that no batch comes near is not used: " + fullest);
  }

  @Test
  void anExampleBeyondTheBudgetIsRefusedByNumber() {
    LntuneException failure =
        assertThrows(LntuneException.class, () -> sampler(32, 100, SEED).next());
    assertTrue(failure.what().startsWith("Example "), failure.what());
    assertThrows(LntuneException.class, () -> new BatchLimits(32, 100, false));
  }

  /** The saving is the point of the class: shuffled batches of 32 waste more than half. */
  @Test
  void littleIsPadding() {
    BatchSampler byLength = sampler(32, 0, SEED);
    rest(byLength);
    PaddingCount shuffled = new PaddingCount(sentences());
    rest(BatchSampler.shuffled(EXAMPLES, 32, SEED, false)).forEach(shuffled::add);
    assertTrue(shuffled.share() > 0.5, "shuffled: " + shuffled.share());
    assertTrue(byLength.padding() < 0.15, "by length: " + byLength.padding());
  }

  @Test
  void aResumedEpochGoesOnWithTheSameBatchesAndCount() {
    BatchSampler whole = sampler(32, 2048, SEED);
    whole.startNextEpoch();
    for (int i = 0; i < 20; i++) {
      whole.next();
    }
    BatchSampler resumed = sampler(32, 2048, SEED + 1);
    resumed.restore(whole.state());
    assertEquals(whole.padding(), resumed.padding());
    assertEquals(texts(rest(whole)), texts(rest(resumed)));
    whole.startNextEpoch();
    resumed.startNextEpoch();
    assertEquals(texts(rest(whole)), texts(rest(resumed)));
  }

  @Test
  void batchesOfAnEpochAreKnownBeforeIt() {
    BatchSampler sampler = sampler(32, 2048, SEED);
    long second = sampler.batchesIn(1);
    assertEquals(sampler.batchesPerEpoch(), rest(sampler).size());
    sampler.startNextEpoch();
    assertEquals(second, rest(sampler).size());
    assertEquals((EXAMPLES + 31) / 32, sampler(32, 0, SEED).batchesPerEpoch());
  }

  @Test
  void aPositionInsideABatchIsRefused() {
    BatchSampler sampler = sampler(32, 0, SEED);
    int inside = sampler.next().length - 1;
    LntuneException failure =
        assertThrows(
            LntuneException.class, () -> sampler.restore(new SamplerState(SEED, 0, inside)));
    assertTrue(failure.what().contains("inside a batch"), failure.what());
  }
}

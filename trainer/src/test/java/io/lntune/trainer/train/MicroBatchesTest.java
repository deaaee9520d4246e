package io.lntune.trainer.train;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.batch.BatchDivision;
import io.lntune.graph.batch.RowCount;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.optimizer.SgdSettings;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MicroBatchesTest {
  private static final String TOKENS = "input_ids";
  private static final BatchDivision BY_TOKENS =
      new BatchDivision("", List.of(new RowCount(1, List.of()), new RowCount(2, List.of(axis()))));

  /** Sums in another order differ in the last digits, and so do the values they lead to. */
  private static final double FLOAT_NOISE = 2e-4;

  private static RowCount.Axis axis() {
    return new RowCount.Axis(TOKENS, 1);
  }

  private static Batch batch(int examples, int length) {
    long[] tokens = new long[examples * length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = i;
    }
    return new Batch(examples, List.of(NamedArray.ofLongs(TOKENS, tokens, examples, length)));
  }

  private static List<Integer> sizes(List<Batch> parts) {
    return parts.stream().map(Batch::examples).toList();
  }

  @ParameterizedTest
  @CsvSource({"8, 64, 1, 2 2 2 2", "8, 64, 8, 8", "5, 64, 1, 1 2 2", "3, 512, 1, 1 1 1"})
  void partsHaveEnoughRowsForTheProducts(int examples, int length, int threads, String expected) {
    MicroBatches parts = MicroBatches.automatic(BY_TOKENS, threads);
    List<Integer> sizes = sizes(parts.of(batch(examples, length)));
    assertEquals(expected, String.join(" ", sizes.stream().map(String::valueOf).toList()));
  }

  @Test
  void partsHoldTheExamplesInOrder() {
    List<Batch> parts = MicroBatches.ofSize(BY_TOKENS, 2).of(batch(3, 2));
    assertEquals(List.of(1, 2), sizes(parts));
    long[] last = new long[4];
    parts.get(1).array(TOKENS).longs().get(last);
    assertArrayEquals(new long[] {2, 3, 4, 5}, last);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 1 3 4 | 2 0",
    "1, 2, 1 3 | 4 2 | 0",
    "8, 0, 1 3 4 2 0",
  })
  void examplesOfSimilarLengthGoTogether(int threads, int size, String expected) {
    MicroBatches parts =
        size > 0
            ? MicroBatches.ofSize(BY_TOKENS, size)
            : MicroBatches.automatic(BY_TOKENS, threads);
    int[] lengths = {128, 9, 100, 9, 40};
    List<String> groups =
        parts.groups(new long[] {0, 1, 2, 3, 4}, lengths).stream()
            .map(group -> LongStream.of(group).mapToObj(String::valueOf).collect(joining(" ")))
            .toList();
    assertEquals(expected, String.join(" | ", groups));
  }

  @Test
  void aBatchIsNotDividedBeforehandWhereNothingIsPadded() {
    long[] examples = {2, 0, 1};
    MicroBatches parts = MicroBatches.automatic(BY_TOKENS, 1);
    assertArrayEquals(examples, parts.groups(examples, new int[0]).get(0));
    BatchDivision none = BatchDivision.none("examples are mixed");
    int[] lengths = {512, 1, 512};
    assertEquals(1, MicroBatches.automatic(none, 1).groups(examples, lengths).size());
  }

  @Test
  void aBatchThatCannotBeDividedStaysWhole() {
    BatchDivision none = BatchDivision.none("examples are mixed");
    assertEquals(List.of(4), sizes(MicroBatches.ofSize(none, 1).of(batch(4, 2))));
    assertEquals(List.of(4), sizes(MicroBatches.automatic(none, 1).of(batch(4, 512))));
    assertEquals(List.of(4), sizes(MicroBatches.whole().of(batch(4, 512))));
  }

  @Test
  void trainingInPartsEndsWhereTrainingInWholeBatchesDoes() {
    Digits digits = new Digits();
    TrainingSettings settings = Digits.settings(8, 32, 1, 3, 1, SgdSettings.DEFAULT);
    List<Float> whole = digits.train(settings, MicroBatches.whole()).values();
    List<Float> parts =
        digits.train(settings, MicroBatches.ofSize(digits.plan().division(), 5)).values();
    for (int i = 0; i < whole.size(); i++) {
      assertEquals(whole.get(i), parts.get(i), FLOAT_NOISE);
    }
  }
}

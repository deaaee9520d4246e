package io.lntune.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BatchLimitsTest {
  private static final int EXAMPLES = 64;

  @TempDir private Path folder;

  /** Examples of 2 tokens, every other one longer by {@code extra}. */
  private Dataset data(int extra, long axis) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < EXAMPLES; i++) {
      lines.append("{\"input_ids\": [1, 2").append(", 3".repeat(i % 2 * extra)).append("]}\n");
    }
    Path file = Files.writeString(folder.resolve("data.jsonl"), lines);
    return DatasetReader.open(
        file, FeatureSpec.input("input_ids", DataType.INT64, Shape.of(-1, axis)));
  }

  @Test
  void examplesOfOneLengthComeInThePlainOrder() throws IOException {
    try (Dataset data = data(0, -1)) {
      BatchSampler sampler = new BatchLimits(5, 0, true).sampler(data, 1);
      assertArrayEquals(BatchSampler.shuffled(EXAMPLES, 5, 1, false).next(), sampler.next());
      assertEquals(BatchSampler.SHUFFLED, sampler.batching());
    }
  }

  @Test
  void aTokenBudgetHoldsForExamplesOfOneLengthToo() throws IOException {
    try (Dataset data = data(0, -1)) {
      assertEquals(3, new BatchLimits(6, 6, true).sampler(data, 1).next().length);
    }
  }

  @Test
  void raggedExamplesAreBatchedWithTheirLikeUnlessTold() throws IOException {
    try (Dataset data = data(4, -1)) {
      BatchSampler byLength = new BatchLimits(4, 0, true).sampler(data, 1);
      PaddingCount plain = new PaddingCount(data.lengths());
      BatchSampler shuffled = new BatchLimits(4, 0, false).sampler(data, 1);
      while (byLength.hasNext()) {
        byLength.next();
        plain.add(shuffled.next());
      }
      assertTrue(plain.share() > 2 * byLength.padding(), plain.share() + " " + byLength.padding());
      assertEquals(BatchSampler.SHUFFLED, shuffled.batching());
    }
  }

  @Test
  void aTokenBudgetNeedsTokens() throws IOException {
    try (Dataset data = data(0, 2)) {
      LntuneException failure =
          assertThrows(LntuneException.class, () -> new BatchLimits(5, 6, true).sampler(data, 1));
      assertTrue(failure.remedy().contains("--batch-tokens"), failure.remedy());
    }
  }
}

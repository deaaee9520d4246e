package io.lntune.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows from other features is not asked for. */
final class CompletedDatasetTest {
  private static final FeatureSpec IDS = input("input_ids", -1, -1);
  private static final FeatureSpec MASK = input("attention_mask", -1, -1);
  private static final FeatureSpec POSITIONS = input("position_ids", -1, -1);

  @TempDir private Path folder;

  private static FeatureSpec input(String name, long... sizes) {
    return FeatureSpec.input(name, DataType.INT64, Shape.of(sizes));
  }

  private static FeatureSpec past(String name, long... sizes) {
    return FeatureSpec.input(name, DataType.FLOAT, Shape.of(sizes));
  }

  private Dataset open(List<NamedArray> arrays, FeatureSpec... features) {
    Path path = folder.resolve("a.safetensors");
    SafetensorsWriter.write(path, true, Map.of(), arrays);
    return DatasetReader.open(path, DatasetOptions.DEFAULT, List.of(features));
  }

  private static NamedArray ids() {
    return NamedArray.ofLongs("input_ids", new long[] {0, 0, 7, 8, 5, 6, 7, 8}, 2, 4);
  }

  private static void assertLongs(long[] wanted, NamedArray array) {
    long[] actual = new long[(int) array.elementCount()];
    array.longs().get(actual);
    assertArrayEquals(wanted, actual, array.toString());
  }

  @Test
  void withoutAMaskEveryTokenIsSeen() {
    FeatureSpec types = input("token_type_ids", -1, -1);
    try (Dataset data = open(List.of(ids()), POSITIONS, MASK, types, IDS)) {
      Batch batch = data.batch(new long[] {1, 0});
      assertLongs(new long[] {1, 1, 1, 1, 1, 1, 1, 1}, batch.array("attention_mask"));
      assertLongs(new long[] {0, 1, 2, 3, 0, 1, 2, 3}, batch.array("position_ids"));
      assertLongs(new long[8], batch.array("token_type_ids"));
      assertEquals(4, data.features().size());
      assertEquals(3, data.notes().size(), data.notes().toString());
    }
  }

  @Test
  void positionsFollowAMaskThatHidesTheLeft() {
    NamedArray mask =
        NamedArray.ofLongs("attention_mask", new long[] {0, 0, 1, 1, 1, 1, 1, 1}, 2, 4);
    try (Dataset data = open(List.of(ids(), mask), POSITIONS, MASK, IDS)) {
      Batch batch = data.batch(new long[] {0, 1});
      assertLongs(new long[] {0, 0, 0, 1, 0, 1, 2, 3}, batch.array("position_ids"));
    }
  }

  @Test
  void positionsMayBeSharedByTheBatch() {
    FeatureSpec shared = input("position_ids", 1, -1);
    FeatureSpec flat = input("cache_position", -1);
    try (Dataset data = open(List.of(ids()), shared, flat, IDS)) {
      Batch batch = data.batch(new long[] {0, 1});
      assertArrayEquals(new long[] {1, 4}, batch.array("position_ids").sizes());
      assertLongs(new long[] {0, 1, 2, 3}, batch.array("cache_position"));
      assertEquals(-1, data.fixedBatchSize());
    }
  }

  @Test
  void aPastIsEmptyWhateverItsLayout() {
    FeatureSpec key = past("past_key_values.0.key", -1, 2, -1, 4);
    FeatureSpec stacked = past("past_0", 2, -1, 2, -1, 4);
    FeatureSpec single = past("past_key_values.0.value", 1, 2, -1, 4);
    try (Dataset data = open(List.of(ids()), IDS, key, stacked, single)) {
      Batch batch = data.batch(new long[] {0, 1});
      assertArrayEquals(new long[] {2, 2, 0, 4}, batch.array(key.name()).sizes());
      assertArrayEquals(new long[] {2, 2, 2, 0, 4}, batch.array(stacked.name()).sizes());
      assertArrayEquals(new long[] {1, 2, 0, 4}, batch.array(single.name()).sizes());
      assertEquals(1, data.notes().size(), data.notes().toString());
    }
  }

  @Test
  void whatHasSeveralMeaningsIsAskedFor() {
    for (FeatureSpec unclear :
        List.of(
            past("past_key_values.0.key", -1, 2, 3, 4),
            past("past_key_values.0.encoder.key", -1, 2, -1, 4),
            input("position_ids", 3, -1, -1),
            input("decoder_position_ids", -1, -1),
            input("bbox", -1, -1, 4))) {
      LntuneException refused =
          assertThrows(LntuneException.class, () -> open(List.of(ids()), IDS, unclear).close());
      assertTrue(refused.what().contains("'" + unclear.name() + "'"), refused.what());
    }
  }
}

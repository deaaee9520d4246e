package io.lntune.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
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

final class ArrayDatasetTest {
  private static final FeatureSpec IDS = FeatureSpec.input("ids", DataType.INT64, Shape.of(-1, -1));
  private static final FeatureSpec LABEL = FeatureSpec.label("label", DataType.INT64, Shape.of(-1));

  @TempDir private Path folder;

  private Dataset open(List<NamedArray> arrays, DatasetOptions options, FeatureSpec... features) {
    Path path = folder.resolve("a.safetensors");
    SafetensorsWriter.write(path, true, Map.of(), arrays);
    return DatasetReader.open(path, options, List.of(features));
  }

  private Dataset open(List<NamedArray> arrays, FeatureSpec... features) {
    return open(arrays, DatasetOptions.DEFAULT, features);
  }

  private static NamedArray longs(String name, long count, long... shape) {
    long[] values = new long[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return NamedArray.ofLongs(name, values, shape);
  }

  @Test
  void picksRowsInAnyOrder() {
    NamedArray unused = longs("unused", 3, 3);
    try (Dataset data =
        open(List.of(longs("ids", 8, 4, 2), longs("label", 4, 4), unused), IDS, LABEL)) {
      assertEquals(4, data.size());
      Batch batch = data.batch(new long[] {3, 0, 3});
      assertArrayEquals(new long[] {3, 2}, batch.array("ids").sizes());
      long[] ids = new long[6];
      batch.array("ids").longs().get(ids);
      assertArrayEquals(new long[] {6, 7, 0, 1, 6, 7}, ids);
      assertEquals(3, batch.array("label").longs().get(2));
      assertSame(batch.array("ids"), data.batch(new long[] {0, 1, 2}).array("ids"));
      assertEquals(
          List.of("Array unused int64 [3] is not used by the model and ignored."), data.notes());
    }
  }

  @Test
  void convertsNpzArraysToTheModelsTypes() {
    FeatureSpec ids = FeatureSpec.input("ids", DataType.INT64, Shape.of(-1, 2));
    FeatureSpec half = FeatureSpec.input("half", DataType.FLOAT, null);
    FeatureSpec flag = FeatureSpec.input("flag", DataType.INT32, Shape.of(-1));
    Path path = NpzFileTest.resource("deflated.npz");
    try (Dataset data = DatasetReader.open(path, ids, half, flag)) {
      Batch batch = data.batch(new long[] {2, 1});
      assertEquals(-6, batch.array("ids").longs().get(1));
      assertEquals(65504f, batch.array("half").floats().get(0));
      assertEquals(1, batch.array("flag").bytes().getInt(0));
      assertEquals(0, batch.array("flag").bytes().getInt(4));
    }
    FeatureSpec narrow = FeatureSpec.input("double", DataType.FLOAT, Shape.of(-1));
    try (Dataset data = DatasetReader.open(path, narrow)) {
      assertTrue(data.notes().contains("'double' is rounded to float."), "" + data.notes());
      assertEquals(0.25f, data.batch(new long[] {0}).array("double").floats().get(0));
      LntuneException failure =
          assertThrows(LntuneException.class, () -> data.batch(new long[] {1}));
      assertTrue(failure.where().contains("'double'"), failure.where());
    }
  }

  @Test
  void causalLabelsAreTheTokensWithoutMaskedOnes() {
    FeatureSpec ids = FeatureSpec.input("input_ids", DataType.INT64, Shape.of(-1, -1));
    FeatureSpec mask = FeatureSpec.input("attention_mask", DataType.FLOAT, Shape.of(-1, -1));
    FeatureSpec labels = FeatureSpec.label("labels", DataType.INT64, Shape.of(-1, -1));
    NamedArray maskValues = NamedArray.ofFloats("attention_mask", new float[] {1, 1, 1, 0}, 2, 2);
    DatasetOptions causal = DatasetOptions.DEFAULT.withLabelsFromInputIds(true);
    try (Dataset data =
        open(List.of(longs("input_ids", 4, 2, 2), maskValues), causal, ids, mask, labels)) {
      Batch batch = data.batch(new long[] {0, 1});
      long[] values = new long[4];
      batch.array("labels").longs().get(values);
      assertArrayEquals(new long[] {0, 1, 2, -100}, values);
      assertEquals(3, batch.array("input_ids").longs().get(3));
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    NamedArray ids = longs("ids", 8, 4, 2);
    NamedArray label = longs("label", 3, 3);
    assertRefused(List.of(ids, label), "4 examples but 'label' has 3", IDS, LABEL);
    assertRefused(List.of(ids), "It has: ids. The model wants: ids int64 [?, ?]", IDS, LABEL);
    assertRefused(List.of(longs("ids", 4, 4)), "does not fit", IDS);
    assertRefused(List.of(longs("ids", 1)), "does not fit", IDS);
    assertRefused(List.of(longs("ids", 0, 0, 2)), "no examples", IDS);
    FeatureSpec three = FeatureSpec.input("ids", DataType.INT64, Shape.of(-1, 3));
    assertRefused(List.of(ids), "does not fit", three);
    NamedArray real = NamedArray.ofFloats("ids", new float[2], 1, 2);
    assertRefused(List.of(real), "float but the model wants int64", IDS);
    assertRefused(List.of(ids), "no data at all");
  }

  private void assertRefused(List<NamedArray> arrays, String reason, FeatureSpec... features) {
    LntuneException failure =
        assertThrows(LntuneException.class, () -> open(arrays, features).close());
    assertTrue(failure.what().contains(reason), failure.what());
  }
}

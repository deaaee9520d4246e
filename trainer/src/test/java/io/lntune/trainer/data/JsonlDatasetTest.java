package io.lntune.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonlDatasetTest {
  private static final Shape TOKENS =
      new Shape(List.of(Dim.symbolic("batch"), Dim.symbolic("sequence")));
  private static final FeatureSpec IDS = FeatureSpec.input("input_ids", DataType.INT64, TOKENS);
  private static final FeatureSpec MASK =
      FeatureSpec.input("attention_mask", DataType.INT64, TOKENS);
  private static final FeatureSpec TYPES =
      FeatureSpec.input("token_type_ids", DataType.INT64, TOKENS);
  private static final FeatureSpec LABEL = FeatureSpec.label("label", DataType.INT64, Shape.of(-1));
  private static final FeatureSpec TOKEN_LABELS =
      FeatureSpec.label("labels", DataType.INT64, TOKENS);
  private static final DatasetOptions OPTIONS = DatasetOptions.DEFAULT;

  @TempDir private Path folder;

  private Dataset open(String text, DatasetOptions options, FeatureSpec... features)
      throws IOException {
    Path path = Files.writeString(folder.resolve("a.jsonl"), text);
    return DatasetReader.open(path, options, List.of(features));
  }

  private static long[] longs(Batch batch, String name) {
    long[] values = new long[(int) batch.array(name).elementCount()];
    batch.array(name).longs().get(values);
    return values;
  }

  private static float[] floats(Batch batch, String name) {
    float[] values = new float[(int) batch.array(name).elementCount()];
    batch.array(name).floats().get(values);
    return values;
  }

  @Test
  void padsToTheLongestOfTheBatchAndFillsInMaskAndTypes() throws IOException {
    String text =
        """
        {"input_ids":[5,6,7],"label":1,"text":"unused"}
        {"label":0,"input_ids":[8]}
        {"input_ids":[1,2,3,4],"label":2}
        """;
    try (Dataset data = open(text, OPTIONS.withPadTokenId(9), IDS, MASK, TYPES, LABEL)) {
      assertEquals(3, data.size());
      Batch batch = data.batch(new long[] {1, 0});
      assertEquals(2, batch.examples());
      assertArrayEquals(new long[] {2, 3}, batch.array("input_ids").sizes());
      assertArrayEquals(new long[] {8, 9, 9, 5, 6, 7}, longs(batch, "input_ids"));
      assertArrayEquals(new long[] {1, 0, 0, 1, 1, 1}, longs(batch, "attention_mask"));
      assertArrayEquals(new long[6], longs(batch, "token_type_ids"));
      assertArrayEquals(new long[] {0, 1}, longs(batch, "label"));
      assertArrayEquals(new long[] {2}, batch.array("label").sizes());
      assertEquals(
          List.of("input_ids", "attention_mask", "token_type_ids", "label"),
          batch.arrays().stream().map(NamedArray::name).toList());
      assertEquals(3, data.notes().size());
      Batch longer = data.batch(new long[] {2, 1, 0});
      assertArrayEquals(new long[] {3, 4}, longer.array("attention_mask").sizes());
      assertEquals(1, longs(longer, "input_ids")[0]);
    }
  }

  @Test
  void keepsAMaskThatTheDataHas() throws IOException {
    String text = "{\"input_ids\":[5,6],\"attention_mask\":[0,1]}\n";
    try (Dataset data = open(text, OPTIONS, IDS, MASK)) {
      assertArrayEquals(new long[] {0, 1}, longs(data.batch(new long[] {0}), "attention_mask"));
      assertEquals(List.of(), data.notes());
    }
  }

  @Test
  void fillsInTheMaskOfADecoderFromItsOwnTokens() throws IOException {
    FeatureSpec ids = FeatureSpec.input("decoder_input_ids", DataType.INT64, Shape.of(-1, -1));
    FeatureSpec mask =
        FeatureSpec.input("decoder_attention_mask", DataType.FLOAT, Shape.of(-1, -1));
    String text =
        """
        {"input_ids":[5,6,7],"decoder_input_ids":[1]}
        {"input_ids":[5],"decoder_input_ids":[1,2]}
        """;
    try (Dataset data = open(text, OPTIONS, IDS, ids, mask)) {
      Batch batch = data.batch(new long[] {0, 1});
      assertArrayEquals(new float[] {1, 0, 1, 1}, floats(batch, "decoder_attention_mask"));
      assertArrayEquals(new long[] {2, 3}, batch.array("input_ids").sizes());
    }
  }

  @Test
  void padsTokenLabelsWithTheIgnoredIndex() throws IOException {
    String text = "{\"input_ids\":[5,6],\"labels\":[1,2]}\n{\"input_ids\":[7],\"labels\":[3]}\n";
    try (Dataset data = open(text, OPTIONS, IDS, TOKEN_LABELS)) {
      assertArrayEquals(new long[] {1, 2, 3, -100}, longs(data.batch(new long[] {0, 1}), "labels"));
    }
    try (Dataset data = open(text, OPTIONS.withIgnoreIndex(-1), IDS, TOKEN_LABELS)) {
      assertArrayEquals(new long[] {1, 2, 3, -1}, longs(data.batch(new long[] {0, 1}), "labels"));
    }
  }

  @Test
  void causalLabelsAreTheTokensWithoutPadding() throws IOException {
    DatasetOptions causal = OPTIONS.withLabelsFromInputIds(true);
    String text = "{\"input_ids\":[0,6,7]}\n{\"input_ids\":[8]}\n";
    try (Dataset data = open(text, causal, IDS, MASK, TOKEN_LABELS)) {
      Batch batch = data.batch(new long[] {0, 1});
      assertArrayEquals(new long[] {0, 6, 7, 8, 0, 0}, longs(batch, "input_ids"));
      assertArrayEquals(new long[] {0, 6, 7, 8, -100, -100}, longs(batch, "labels"));
    }
    String masked = "{\"input_ids\":[0,6,7],\"attention_mask\":[0,1,1]}\n";
    try (Dataset data = open(masked, causal, IDS, MASK, TOKEN_LABELS)) {
      assertArrayEquals(new long[] {-100, 6, 7}, longs(data.batch(new long[] {0}), "labels"));
    }
    assertThrows(LntuneException.class, () -> open(text, OPTIONS, IDS, TOKEN_LABELS).close());
  }

  @Test
  void padsToAFixedLengthOfTheModel() throws IOException {
    FeatureSpec fixed = FeatureSpec.input("input_ids", DataType.INT32, Shape.of(-1, 4));
    try (Dataset data = open("{\"input_ids\":[5,6]}\n", OPTIONS, fixed)) {
      NamedArray ids = data.batch(new long[] {0}).array("input_ids");
      assertArrayEquals(new long[] {1, 4}, ids.sizes());
      assertEquals(6, ids.bytes().getInt(4));
      assertEquals(0, ids.bytes().getInt(12));
    }
    LntuneException failure =
        assertThrows(
            LntuneException.class,
            () -> open("{\"input_ids\":[1,2,3,4,5]}\n", OPTIONS, fixed).close());
    assertTrue(failure.what().contains("length 5"), failure.what());
  }

  @Test
  void readsNestedListsNumbersAndFlags() throws IOException {
    FeatureSpec image = FeatureSpec.input("pixels", DataType.FLOAT, Shape.of(-1, 1, 2, 2));
    FeatureSpec flags = FeatureSpec.input("flags", DataType.BOOL, Shape.of(-1, 2));
    FeatureSpec target = FeatureSpec.label("target", DataType.FLOAT, Shape.of(-1));
    String text = "{\"pixels\":[[[0.5,1],[2,-3e1]]],\"flags\":[true,0],\"target\":0.1}\n";
    try (Dataset data = open(text, OPTIONS, image, flags, target)) {
      Batch batch = data.batch(new long[] {0, 0});
      assertArrayEquals(new long[] {2, 1, 2, 2}, batch.array("pixels").sizes());
      assertArrayEquals(new float[] {0.5f, 1, 2, -30, 0.5f, 1, 2, -30}, floats(batch, "pixels"));
      assertEquals(1, batch.array("flags").bytes().get(0));
      assertEquals(0, batch.array("flags").bytes().get(1));
      assertArrayEquals(new float[] {0.1f, 0.1f}, floats(batch, "target"));
    }
  }

  @Test
  void readsFieldsUnderOtherNames() throws IOException {
    DatasetOptions options = OPTIONS.withColumns(Map.of("input_ids", "tokens", "label", "y"));
    try (Dataset data = open("{\"tokens\":[3,4],\"y\":1.0}\n", options, IDS, MASK, LABEL)) {
      Batch batch = data.batch(new long[] {0});
      assertArrayEquals(new long[] {3, 4}, longs(batch, "input_ids"));
      assertArrayEquals(new long[] {1, 1}, longs(batch, "attention_mask"));
      assertArrayEquals(new long[] {1}, longs(batch, "label"));
    }
  }

  @Test
  void reusesMemoryWhileShapesRepeat() throws IOException {
    String text = "{\"input_ids\":[5,6]}\n{\"input_ids\":[7,8]}\n{\"input_ids\":[7,8,9]}\n";
    try (Dataset data = open(text, OPTIONS, IDS, MASK)) {
      NamedArray first = data.batch(new long[] {0}).array("input_ids");
      NamedArray second = data.batch(new long[] {1}).array("input_ids");
      assertSame(first, second);
      assertEquals(7, first.longs().get(0));
      assertEquals(3, data.batch(new long[] {2}).array("input_ids").elementCount());
    }
  }

  @Test
  void refusesABatchThatAFixedModelCannotTake() throws IOException {
    FeatureSpec two = FeatureSpec.input("x", DataType.FLOAT, Shape.of(2));
    try (Dataset data = open("{\"x\":1}\n{\"x\":2}\n", OPTIONS, two)) {
      assertEquals(2, data.batch(new long[] {0, 1}).examples());
      LntuneException failure =
          assertThrows(LntuneException.class, () -> data.batch(new long[] {0}));
      assertTrue(failure.what().contains("exactly 2"), failure.what());
      assertThrows(IndexOutOfBoundsException.class, () -> data.batch(new long[] {0, 2}));
      assertThrows(IllegalArgumentException.class, () -> data.batch(new long[0]));
    }
  }

  @Test
  void missingFieldListsWhatIsThereAndWhatIsWanted() {
    LntuneException failure =
        assertThrows(
            LntuneException.class,
            () -> open("{\"text\":\"hello\",\"n\":1}\n", OPTIONS, IDS, LABEL).close());
    assertTrue(failure.what().contains("no 'input_ids'"), failure.what());
    assertTrue(failure.what().contains("text, n"), failure.what());
    assertTrue(failure.what().contains("label int64 [?]"), failure.what());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'label' is missing     | {'input_ids':[1]}",
        "not valid JSON         | {'input_ids':[1],'label':1",
        "not valid JSON         | {'input_ids':[1],'label':NaN}",
        "not valid JSON         | {'input_ids':[1],'label':1,'label':1}",
        "not a JSON object      | [1]",
        "after its object       | {'input_ids':[1],'label':1} {}",
        "holds null where       | {'input_ids':[1],'label':null}",
        "where a number         | {'input_ids':[1],'label':'1'}",
        "where a number         | {'input_ids':[1],'label':{}}",
        "holds true             | {'input_ids':[1],'label':true}",
        "value 1.5              | {'input_ids':[1],'label':1.5}",
        "too many digits        | {'input_ids':[1],'label':99999999999999999999}",
        "nested 1 lists deep    | {'input_ids':[1],'label':[1]}",
        "nested 0 lists deep    | {'input_ids':1,'label':1}",
        "mixes                  | {'input_ids':[1,[2]],'label':1}",
        "mixes                  | {'input_ids':[[],2],'label':1}",
        "different lengths      | {'input_ids':[[1],[2,3]],'label':1}",
        "more than 8 lists      | {'input_ids':[[[[[[[[[1]]]]]]]]],'label':1}",
        "has 2 entries but      | {'input_ids':[1,2],'label':1,'attention_mask':[1]}",
      })
  void refusesABadLineBeforeTraining(String reason, String line) {
    String good =
        line.contains("mask")
            ? "{'input_ids':[1],'label':1,'attention_mask':[1]}\n"
            : "{'input_ids':[1],'label':1}\n";
    LntuneException failure =
        assertThrows(
            LntuneException.class,
            () -> open((good + line).replace('\'', '"'), OPTIONS, IDS, MASK, LABEL).close());
    assertTrue(failure.what().contains(reason), failure.what());
    assertTrue(failure.where().endsWith("a.jsonl, line 2"), failure.where());
  }

  @Test
  void refusesValuesBeyondTheModelsType() {
    FeatureSpec small = FeatureSpec.input("x", DataType.INT8, Shape.of(-1));
    FeatureSpec real = FeatureSpec.input("x", DataType.FLOAT, Shape.of(-1));
    assertRefused("{\"x\":128}\n", "does not fit int8", small);
    assertRefused("{\"x\":1e39}\n", "does not fit float", real);
    assertRefused("{\"x\":1e999}\n", "beyond all types", real);
    assertRefused("\n\n", "no examples", real);
  }

  @Test
  void valuesThatHaveNoPaddingMustHaveOneLength() throws IOException {
    FeatureSpec target = FeatureSpec.label("y", DataType.FLOAT, Shape.of(-1, -1));
    try (Dataset data = open("{\"y\":[1,2]}\n{\"y\":[1]}\n", OPTIONS, target)) {
      assertEquals(2, data.batch(new long[] {0}).array("y").elementCount());
      LntuneException failure =
          assertThrows(LntuneException.class, () -> data.batch(new long[] {0, 1}));
      assertTrue(failure.where().endsWith("line 2"), failure.where());
    }
  }

  private void assertRefused(String text, String reason, FeatureSpec feature) {
    LntuneException failure =
        assertThrows(LntuneException.class, () -> open(text, OPTIONS, feature).close());
    assertTrue(failure.what().contains(reason), failure.what());
  }
}

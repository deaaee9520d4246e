package io.lntune.trainer.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatasetReaderTest {
  private static final FeatureSpec LABEL = FeatureSpec.label("label", DataType.INT64, Shape.of(-1));

  @TempDir private Path folder;

  @Test
  void recognisesFilesByContentWhenTheNameSaysNothing() throws IOException {
    Path npz = Files.copy(NpzFileTest.resource("stored.npz"), folder.resolve("one"));
    Path lines = Files.writeString(folder.resolve("two.data"), "{\"label\":1}");
    Path tensors = folder.resolve("three.bin");
    SafetensorsWriter.write(
        tensors, false, Map.of(), List.of(NamedArray.ofLongs("label", new long[] {1, 2}, 2)));
    assertSize(3, npz);
    assertSize(1, lines);
    assertSize(2, tensors);
  }

  private static void assertSize(long size, Path path) {
    try (Dataset data = DatasetReader.open(path, LABEL)) {
      assertEquals(size, data.size());
      assertEquals(List.of(LABEL), data.features());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.csv", "a.JSON", "a.parquet", "a.npy", "a.gz", "a.unknown"})
  void refusesOtherFormatsWithARemedy(String name) throws IOException {
    Path path = Files.writeString(folder.resolve(name), "a,b\n1,2\n");
    LntuneException failure =
        assertThrows(LntuneException.class, () -> DatasetReader.open(path, LABEL).close());
    assertEquals(LntuneException.Kind.UNSUPPORTED, failure.kind());
    assertTrue(failure.remedy().length() > 10, failure.remedy());
  }

  @ParameterizedTest
  @ValueSource(strings = {"no.npz", "no.safetensors", "no.jsonl", "no"})
  void refusesMissingFilesAndFolders(String name) {
    assertThrows(
        LntuneException.class, () -> DatasetReader.open(folder.resolve(name), LABEL).close());
    LntuneException failure =
        assertThrows(LntuneException.class, () -> DatasetReader.open(folder, LABEL).close());
    assertEquals("The data is a folder", failure.what());
  }
}

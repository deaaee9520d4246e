package io.lntune.graph.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactSetTest {
  @TempDir private Path folder;

  private TrainingPlan plan;
  private Path artifacts;

  @BeforeEach
  void plan() {
    plan = PlannedCase.of("bert-lninit-ts17", folder.resolve("base")).plan();
    artifacts = folder.resolve("artifacts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gemma-lm-ts14", "poolformer-img-ts17", "v-bert-dy18-localfn", "v-bert-extdata"})
  void whatIsReadIsWhatWasWritten(String name) {
    TrainingPlan written = PlannedCase.of(name, folder.resolve(name)).plan();

    ArtifactSet.write(written, artifacts, false);

    assertSame(written, ArtifactSet.open(artifacts));
  }

  @Test
  void theFolderHoldsTwoModelsAndAManifest() throws IOException {
    ArtifactSet.write(plan, artifacts, false);

    assertTrue(ArtifactSet.isArtifactSet(artifacts));
    assertEquals(List.of("eval_model.onnx", "manifest.json", "step_model.onnx"), files());
    assertEquals(BaseIdentity.of(plan.base()).digest(), ArtifactSet.baseDigest(artifacts));
    assertSame(plan, ArtifactSet.open(artifacts));
  }

  @Test
  void theWholeFolderCanBeMovedTogether() throws IOException {
    Path together = folder.resolve("together");
    Files.createDirectory(together);
    Files.move(folder.resolve("base"), together.resolve("base"));
    TrainingPlan here = PlannedCase.plan(together.resolve("base").resolve("model.onnx"));
    ArtifactSet.write(here, together.resolve("artifacts"), false);
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(together, elsewhere);

    TrainingPlan opened = ArtifactSet.open(elsewhere.resolve("artifacts"));

    assertEquals(elsewhere.resolve("base").resolve("model.onnx"), opened.base());
  }

  @Test
  void aBaseWithOneByteFlippedIsRefused() throws IOException {
    ArtifactSet.write(plan, artifacts, false);
    byte[] bytes = Files.readAllBytes(plan.base());
    bytes[bytes.length / 2] ^= 1;
    Files.write(plan.base(), bytes);

    assertRefused("not the one");
  }

  @Test
  void aBaseOfAnotherSizeIsRefused() throws IOException {
    ArtifactSet.write(plan, artifacts, false);
    Files.write(plan.base(), new byte[10]);

    assertRefused("has 10 bytes");
  }

  @Test
  void aMissingBaseIsRefused() throws IOException {
    ArtifactSet.write(plan, artifacts, false);
    Files.delete(plan.base());

    assertRefused("is not there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"step_model.onnx", "eval_model.onnx"})
  void anIncompleteFolderIsRefused(String file) throws IOException {
    ArtifactSet.write(plan, artifacts, false);
    Files.delete(artifacts.resolve(file));

    assertRefused("incomplete");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"format\": 99}", "{\"format\": 1}", "\0"})
  void aDamagedManifestIsRefused(String text) throws IOException {
    ArtifactSet.write(plan, artifacts, false);
    Files.writeString(artifacts.resolve("manifest.json"), text, StandardCharsets.UTF_8);

    assertThrows(LntuneException.class, () -> ArtifactSet.open(artifacts));
  }

  @Test
  void aFolderWithoutManifestIsRefused() {
    assertFalse(ArtifactSet.isArtifactSet(folder));
    assertThrows(LntuneException.class, () -> ArtifactSet.open(folder));
  }

  @Test
  void anExistingFolderIsLeftAlone() throws IOException {
    Files.createDirectory(artifacts);
    Files.writeString(artifacts.resolve("notes.txt"), "mine");

    assertThrows(LntuneException.class, () -> ArtifactSet.write(plan, artifacts, false));

    assertEquals(List.of("notes.txt"), files());
    assertEquals("mine", Files.readString(artifacts.resolve("notes.txt")));
    assertEquals(List.of("artifacts", "base"), list(folder));
  }

  @Test
  void overwritingReplacesTheWholeFolder() throws IOException {
    Files.createDirectory(artifacts);
    Files.writeString(artifacts.resolve("notes.txt"), "old");

    ArtifactSet.write(plan, artifacts, true);

    assertEquals(List.of("eval_model.onnx", "manifest.json", "step_model.onnx"), files());
    assertEquals(List.of("artifacts", "base"), list(folder));
  }

  private void assertRefused(String what) {
    LntuneException failure =
        assertThrows(LntuneException.class, () -> ArtifactSet.open(artifacts));
    assertEquals(LntuneException.Kind.BAD_INPUT, failure.kind());
    assertTrue(failure.what().contains(what), failure.what());
  }

  private static void assertSame(TrainingPlan expected, TrainingPlan actual) {
    assertArrayEquals(expected.step().toArray(), actual.step().toArray());
    assertArrayEquals(expected.eval().toArray(), actual.eval().toArray());
    FrozenPrefix written = expected.prefix();
    FrozenPrefix read = actual.prefix();
    assertArrayEquals(written.prefix().toArray(), read.prefix().toArray());
    assertArrayEquals(written.suffix().toArray(), read.suffix().toArray());
    assertEquals(
        new FrozenPrefix(
            written.values(),
            written.perExample(),
            written.prefixInputs(),
            written.suffixInputs(),
            written.share(),
            written.bytes(),
            written.obstacle(),
            read.prefix(),
            read.suffix()),
        read);
    assertEquals(
        new TrainingPlan(
            expected.base().toAbsolutePath().normalize(),
            expected.loss(),
            expected.inputs(),
            expected.parameters(),
            expected.lossOutput(),
            expected.losses(),
            expected.baseParameterCount(),
            expected.division(),
            actual.step(),
            actual.eval(),
            expected.memory(),
            read),
        actual);
  }

  private List<String> files() throws IOException {
    return list(artifacts);
  }

  private static List<String> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}

package io.lntune.graph.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.parse.proto.GraphProto;
import io.lntune.graph.parse.proto.ModelProto;
import io.lntune.graph.parse.proto.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data files are found inside the model's folder and nowhere else, on reading and on writing. */
class ExternalDataTest {
  private static final long BYTES = 4L * TestModels.LARGE;

  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void files() throws IOException {
    folder = Files.createDirectories(root.resolve("model"));
    Files.createDirectories(folder.resolve("below"));
    Files.write(folder.resolve("weights.bin"), new byte[(int) BYTES + 100]);
    Files.write(folder.resolve("below/weights.bin"), new byte[(int) BYTES]);
    Files.write(root.resolve("secret.bin"), new byte[(int) BYTES]);
  }

  private static ModelProto model(Map<String, String> entries) {
    GraphProto.Builder graph = TestModels.addition();
    TensorProto.Builder tensor = graph.getInitializerBuilder(0).clearRawData();
    tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL);
    tensor.addAllExternalData(StringEntries.of(entries));
    return TestModels.model(graph).build();
  }

  private FileRegion read(Map<String, String> entries) {
    Model model = ModelReader.read(TestModels.write(folder, model(entries)));
    Tensor tensor = model.graph().initializers().iterator().next().initializer();
    return (FileRegion) tensor.content();
  }

  private void assertRefused(Map<String, String> entries, String expected) {
    LntuneException refusal = TestModels.refusal(folder, model(entries));
    assertEquals(LntuneException.Kind.BAD_INPUT, refusal.kind());
    assertTrue(refusal.what().contains(expected), refusal.what());
    assertTrue(refusal.where().contains("tensor 'w'"), refusal.where());
  }

  @Test
  void offsetAndLengthAreTaken() {
    FileRegion region = read(Map.of("location", "weights.bin", "offset", "100", "length", "1200"));
    assertEquals(new FileRegion(folder.resolve("weights.bin"), 100, BYTES), region);
  }

  @Test
  void aMissingLengthIsTheTensorsSize() {
    assertEquals(BYTES, read(Map.of("location", "./below/weights.bin")).length());
  }

  @Test
  void aHardLinkIsAFile() throws IOException {
    Files.createLink(folder.resolve("hard.bin"), root.resolve("secret.bin"));
    assertEquals(folder.resolve("hard.bin"), read(Map.of("location", "hard.bin")).file());
  }

  @ParameterizedTest
  @CsvSource({
    "../secret.bin, leaves the model's folder",
    "below/../../secret.bin, leaves the model's folder",
    "below/../weights.bin, leaves the model's folder",
    "/etc/passwd, absolute",
    "\\\\server\\share, absolute",
    "C:\\secret.bin, absolute",
    "'', no location",
    "., is not a file",
    "below, is not a file",
    "absent.bin, is missing",
    "*/_ORT_MEM_ADDR_/*, is missing",
  })
  void badLocationsAreRefused(String location, String expected) {
    assertRefused(Map.of("location", location), expected);
  }

  @Test
  void aNulInTheLocationIsRefused() {
    assertRefused(Map.of("location", "weights.bin\0"), "unusable path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "0x10", "abc", "", " 1", "99999999999999999999"})
  void badNumbersAreRefused(String number) {
    assertRefused(Map.of("location", "weights.bin", "offset", number), "offset");
    assertRefused(Map.of("location", "weights.bin", "length", number), "length");
  }

  @Test
  void dataBeyondTheFileIsRefused() {
    assertRefused(Map.of("location", "weights.bin", "offset", "101"), "which has only");
    assertRefused(Map.of("location", "weights.bin", "offset", "999999999"), "which has only");
    assertRefused(
        Map.of("location", "weights.bin", "offset", "9223372036854775807"), "which has only");
    assertRefused(Map.of("location", "weights.bin", "length", "1196"), "need 1200");
    assertRefused(Map.of("location", "weights.bin", "length", "9223372036854775807"), "need");
  }

  @ParameterizedTest
  @ValueSource(strings = {"path", "__class__", "Location", ""})
  void unknownKeysAreRefused(String key) {
    assertRefused(Map.of("location", "weights.bin", key, "1"), "unknown key");
  }

  @Test
  void symbolicLinksAreRefusedAtTheEndAndOnTheWay() throws IOException {
    Files.createSymbolicLink(folder.resolve("link.bin"), root.resolve("secret.bin"));
    Files.createSymbolicLink(folder.resolve("inside.bin"), folder.resolve("weights.bin"));
    Files.createSymbolicLink(folder.resolve("up"), root);
    assertRefused(Map.of("location", "link.bin"), "symbolic link");
    assertRefused(Map.of("location", "inside.bin"), "symbolic link");
    assertRefused(Map.of("location", "up/secret.bin"), "symbolic link");
  }

  @Test
  void theRulesHoldInPartsThatAreOnlyCarried() {
    TensorProto outside = model(Map.of("location", "../secret.bin")).getGraph().getInitializer(0);
    ModelProto.Builder training = TestModels.model(TestModels.addition());
    training.addTrainingInfoBuilder().getAlgorithmBuilder().addInitializer(outside);
    TestModels.refusal(folder, training.build());
    GraphProto.Builder sparse = TestModels.addition();
    sparse.addSparseInitializerBuilder().setValues(outside).setIndices(TestModels.longs("", 1));
    TestModels.refusal(folder, TestModels.model(sparse).build());
  }

  @Test
  void aModelIsNotWrittenAwayFromItsData() {
    Path file = TestModels.write(folder, model(Map.of("location", "weights.bin")));
    Model model = ModelReader.read(file);
    assertEquals(Map.of("weights.bin", folder.resolve("weights.bin")), ExternalFiles.of(model));
    Path elsewhere = root.resolve("copy.onnx");
    assertThrows(LntuneException.class, () -> ModelWriter.write(model, elsewhere));
    WriteOptions inline = WriteOptions.DEFAULT.withPlacement(TensorPlacement.INLINE);
    ModelWriter.write(model, elsewhere, inline);
    Tensor tensor =
        ModelReader.read(elsewhere).graph().initializers().iterator().next().initializer();
    assertEquals(elsewhere, ((FileRegion) tensor.content()).file());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../weights.bin", "/weights.bin", "a/../../weights.bin", ""})
  void aLocationOutsideIsNotWritten(String location) {
    Model model =
        ModelReader.read(TestModels.write(folder, model(Map.of("location", "weights.bin"))));
    TensorPlacement outside = tensor -> new TensorPlacement.External(location, 0, BYTES);
    assertThrows(LntuneException.class, () -> ModelWriter.toBytes(model, outside));
  }
}

package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.tools.Call;
import io.lntune.tools.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what their name says end with exit code 3, and with nothing written. */
final class BadFilesTest {
  @TempDir private Path folder;

  private Path model;

  @BeforeEach
  void nameTheModel() {
    model = folder.resolve("model.onnx");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.3, 0.9, 0.999})
  void aTruncatedModel(double share) throws IOException {
    byte[] whole = Files.readAllBytes(Models.model("bert-seq-ts17"));
    Files.write(model, Arrays.copyOf(whole, (int) (share * whole.length)));
    expectRefusal();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "hello", "{\"a\": 1}", "version https://git-lfs.github.com/spec/v1\n"})
  void notAModel(String content) throws IOException {
    Files.writeString(model, content);
    expectRefusal();
  }

  @Test
  void aFolder() throws IOException {
    Files.createDirectory(model);
    Call.of("inspect", model).expect(3);
  }

  @Test
  void missingExternalData() throws IOException {
    Files.copy(Models.model("v-bert-extdata"), model);
    Call call = expectRefusal();
    assertTrue(call.err().contains("model.onnx.data"), call.err());
  }

  private Call expectRefusal() throws IOException {
    Call inspect = Call.of("inspect", model, "--json").expect(3);
    assertEquals("", inspect.out());
    Call.of("tag", model).expect(3);
    Path target = folder.resolve("artefacts");
    Call.of("emit", model, "--loss", "cross-entropy", "--out", target).expect(3);
    assertEquals(1, TargetFolder.entries(folder).size(), "files beside the model");
    return inspect;
  }
}

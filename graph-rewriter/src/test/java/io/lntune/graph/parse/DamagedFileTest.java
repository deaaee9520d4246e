package io.lntune.graph.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Model;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the bytes are, the outcome is a model or an error for people; never anything else. */
@Timeout(120)
class DamagedFileTest {
  private static final int MUTATIONS = 4000;

  /** Random bytes rarely stay a model, so a low share already shows that both outcomes occur. */
  private static final int LEAST_SURVIVORS = MUTATIONS / 100;

  @TempDir Path folder;

  @Test
  void everyTruncationIsRefused() {
    byte[] bytes = TestModels.model(TestModels.addition()).build().toByteArray();
    for (int length = 0; length < bytes.length; length++) {
      Path file = TestModels.write(folder, Arrays.copyOf(bytes, length));
      LntuneException refusal =
          assertThrows(LntuneException.class, () -> ModelReader.read(file), "length " + length);
      assertEquals(LntuneException.Kind.BAD_INPUT, refusal.kind());
      assertFalse(refusal.remedy().isEmpty());
    }
  }

  @Test
  void everyTruncationOfARichModelIsRefusedOrAModel() {
    byte[] bytes = TestModels.everything().toByteArray();
    for (int length = 0; length < bytes.length; length++) {
      readAndWrite(Arrays.copyOf(bytes, length));
    }
  }

  @Test
  void randomDamageIsRefusedOrAModel() {
    byte[] original = TestModels.everything().toByteArray();
    Random random = new Random(20);
    int survivors = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = original.clone();
      int changes = 1 + random.nextInt(4);
      for (int k = 0; k < changes; k++) {
        int at = random.nextInt(bytes.length);
        bytes[at] =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) (bytes[at] ^ (1 << random.nextInt(8)));
      }
      survivors += readAndWrite(bytes) ? 1 : 0;
    }
    assertTrue(survivors > LEAST_SURVIVORS && survivors < MUTATIONS, "survivors " + survivors);
  }

  @Test
  void randomBytesAreRefused() {
    Random random = new Random(21);
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      readAndWrite(bytes);
    }
  }

  private boolean readAndWrite(byte[] bytes) {
    Path file = TestModels.write(folder, bytes);
    Model model;
    try {
      model = ModelReader.read(file);
    } catch (LntuneException expected) {
      return false;
    }
    model.metadata().put("changed", "yes");
    model.graph().nodes().forEach(node -> node.setName(node.name()));
    assertTrue(ModelWriter.toBytes(model, TensorPlacement.KEEP).length > 0);
    return true;
  }

  @ParameterizedTest
  @CsvSource({
    "'', is empty",
    "'PK\u0003\u0004rest', zip archive",
    "'GGUFrest', GGUF",
    "'version https://git-lfs.github.com/spec/v1\n', git lfs pull",
    "'<html><body>Sign in', is text",
    "'{\"json\": 1}', is text",
    "'xxxxTFL3', TensorFlow Lite",
    "'xxxxORTM', .onnx file that it was converted from",
  })
  void otherKindsOfFilesAreNamed(String content, String expected) {
    assertNamed(content.getBytes(StandardCharsets.ISO_8859_1), expected);
  }

  @Test
  void aSafetensorsFileIsNamed() {
    byte[] bytes = "\u0010\0\0\0\0\0\0\0{\"w\":{}}      ".getBytes(StandardCharsets.ISO_8859_1);
    assertNamed(bytes, "safetensors");
  }

  @Test
  void aPickleIsNamed() {
    assertNamed(new byte[] {(byte) 0x80, 2, '}', 'q', 0, '.'}, "pickle");
  }

  private void assertNamed(byte[] bytes, String expected) {
    Path file = TestModels.write(folder, bytes);
    LntuneException refusal = assertThrows(LntuneException.class, () -> ModelReader.read(file));
    String text = refusal.what() + " " + refusal.remedy();
    assertTrue(text.contains(expected), text);
  }

  @Test
  void aMissingFileAndAFolderAreRefused() {
    assertThrows(LntuneException.class, () -> ModelReader.read(folder.resolve("absent.onnx")));
    assertThrows(LntuneException.class, () -> ModelReader.read(folder));
  }
}

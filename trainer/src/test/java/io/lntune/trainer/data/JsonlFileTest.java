package io.lntune.trainer.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonlFileTest {
  @TempDir private Path folder;

  @Test
  void findsLinesWithAnyEndingAndSkipsBlankOnes() throws IOException {
    Path path = write("\ufeff{\"a\":1}\r\n\n  \t\n{\"b\":2}\n{\"ä\":3}");
    try (JsonlFile file = JsonlFile.open(path, 100)) {
      assertEquals(3, file.size());
      assertEquals("{\"a\":1}\r", text(file.line(0)));
      assertEquals("{\"b\":2}", text(file.line(1)));
      assertEquals("{\"ä\":3}", text(file.line(2)));
      assertEquals(path + ", line 5", file.where(2));
      assertEquals("{\"b\":2}", text(file.line(1)));
    }
  }

  @Test
  void findsLinesLongerThanABlockAndManyOfThem() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      text.append("[").append("7,".repeat(i % 100)).append("0]\n");
    }
    text.append("x".repeat(200_000)).append("\nlast");
    try (JsonlFile file = JsonlFile.open(write(text.toString()), 200_000)) {
      assertEquals(3002, file.size());
      assertEquals("[7,7,0]", text(file.line(2902)));
      assertEquals("x".repeat(200_000), text(file.line(3000)));
      assertEquals("last", text(file.line(3001)));
    }
  }

  @Test
  void refusesALineBeyondTheLimit() throws IOException {
    Path path = write("{}\n" + "x".repeat(11) + "\n");
    LntuneException failure =
        assertThrows(LntuneException.class, () -> JsonlFile.open(path, 10).close());
    assertEquals(path + ", line 2", failure.where());
    JsonlFile.open(path, 11).close();
  }

  @Test
  void emptyFilesHaveNoLines() throws IOException {
    try (JsonlFile file = JsonlFile.open(write(""), 10)) {
      assertEquals(0, file.size());
    }
    try (JsonlFile file = JsonlFile.open(write("\ufeff\n \n"), 10)) {
      assertEquals(0, file.size());
    }
  }

  @Test
  void noticesThatTheFileBecameShorter() throws IOException {
    Path path = write("{\"a\":1}\n{\"b\":2}\n");
    try (JsonlFile file = JsonlFile.open(path, 100)) {
      Files.writeString(path, "{");
      LntuneException failure = assertThrows(LntuneException.class, () -> file.line(1));
      assertTrue(failure.what().contains("shorter"), failure.what());
    }
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("a.jsonl"), text);
  }

  private static String text(ByteBuffer line) {
    return StandardCharsets.UTF_8.decode(line.duplicate()).toString();
  }
}

package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lntune.tools.Call;
import io.lntune.tools.Models;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParityCommandTest {
  private static final String BERT = "bert-seq-ts17";

  /** Far above every tolerance on a loss. */
  private static final float WRONG = 0.5f;

  @TempDir private Path folder;

  /** A copy of the case whose recorded loss is wrong. */
  private Path corrupted() throws IOException {
    Path copy = Models.copy(BERT, folder.resolve("corrupted"));
    Path reference = copy.resolve("reference.safetensors");
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(reference)).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = Math.toIntExact(bytes.getLong(0));
    JsonNode header = new ObjectMapper().readTree(bytes.array(), Long.BYTES, headerLength);
    int at = Long.BYTES + headerLength + header.at("/loss/data_offsets/0").asInt();
    bytes.putFloat(at, bytes.getFloat(at) + WRONG);
    Files.write(reference, bytes.array());
    return copy;
  }

  @Test
  void aCaseWithinToleranceIsOneLine() {
    List<String> lines =
        Call.of("parity", Models.parityCase(BERT)).expect(0).out().lines().toList();
    assertTrue(lines.get(0).matches("pass bert-seq-ts17 0\\.\\d+ worst: .+"), lines.get(0));
    assertEquals("1 of 1 cases passed, 0 failed", lines.get(1));
  }

  @Test
  void aWrongReferenceFailsAlone() throws IOException {
    Call call = Call.of("parity", corrupted(), Models.parityCase(BERT)).expect(5);
    List<String> lines = call.out().lines().toList();
    assertTrue(lines.get(0).matches("FAIL corrupted .* worst: loss"), lines.get(0));
    assertTrue(lines.get(1).startsWith("pass bert-seq-ts17"), lines.get(1));
    assertTrue(call.err().contains("1 of 2 parity cases failed"), call.err());
  }

  @Test
  void jsonHasExactlyTheseFields() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    JsonNode root = Call.of("parity", "--json", corrupted(), empty).expect(5).json();
    assertEquals(List.of("passed", "failed", "cases"), names(root));
    assertEquals(0, root.path("passed").asInt());
    assertEquals(2, root.path("failed").asInt());
    JsonNode wrong = root.at("/cases/0");
    assertEquals(
        List.of("case", "passed", "error_over_tolerance", "worst", "reason"), names(wrong));
    assertEquals("corrupted", wrong.path("case").asText());
    assertTrue(wrong.path("error_over_tolerance").asDouble() > 1, wrong.toString());
    assertEquals("loss", wrong.path("worst").asText());
    assertTrue(root.at("/cases/1/error_over_tolerance").isNull(), root.toString());
    assertTrue(!root.at("/cases/1/reason").asText().isEmpty(), root.toString());
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void aDamagedReferenceOrModelIsAFailureNotTheEnd() throws IOException {
    Path reference = Models.copy(BERT, folder.resolve("reference"));
    cut(reference.resolve("reference.safetensors"));
    Path model = Models.copy(BERT, folder.resolve("model"));
    cut(model.resolve("model.onnx"));
    Path meta = Models.copy(BERT, folder.resolve("meta"));
    cut(meta.resolve("meta.json"));
    Call call = Call.of("parity", reference, model, meta, Models.parityCase(BERT)).expect(5);
    assertTrue(call.out().contains("1 of 4 cases passed, 3 failed"), call.out());
  }

  private static void cut(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
  }

  @Test
  void plainFilesAreSkippedSoThatAWildcardWorks() throws IOException {
    Path readme = Files.writeString(folder.resolve("README.md"), "cases");
    Call call = Call.of("parity", readme, Models.parityCase(BERT)).expect(0);
    assertTrue(call.err().contains("skipped"), call.err());
    Call.of("parity", readme).expect(2);
  }
}

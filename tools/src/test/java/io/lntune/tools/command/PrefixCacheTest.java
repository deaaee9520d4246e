package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lntune.tools.Call;
import io.lntune.tools.Main;
import io.lntune.tools.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frozen prefixes that are computed once per example, through the command line. */
final class PrefixCacheTest {
  private static final int EXAMPLES = 12;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private Path data(boolean ragged) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < EXAMPLES; i++) {
      List<Integer> tokens = new ArrayList<>();
      for (int j = 0; j < (ragged ? 3 + i : 7); j++) {
        tokens.add(1 + (i * 7 + j * 5) % 90);
      }
      lines.append("{\"input_ids\": ").append(tokens).append(", \"labels\": ").append(i % 3);
      lines.append("}\n");
    }
    Path file = folder.resolve(ragged ? "ragged.jsonl" : "equal.jsonl");
    Files.writeString(file, lines);
    return file;
  }

  private List<Object> arguments(Path data, String run, Object... options) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "train",
                Models.model("bert-seq-ts17"),
                "--loss",
                "cross-entropy",
                "--target",
                ".*layer.1.*LayerNorm",
                "--data",
                data,
                "--batch-size",
                "4",
                "--checkpoint-steps",
                "2",
                "--out",
                folder.resolve(run)));
    arguments.addAll(Arrays.asList(options));
    return arguments;
  }

  private Call train(Path data, String run, Object... options) {
    return Call.of(arguments(data, run, options).toArray()).expect(0);
  }

  private byte[] trained(String run, int steps) throws IOException {
    return Files.readAllBytes(
        folder.resolve(run).resolve("checkpoint-" + steps).resolve("trainable.safetensors"));
  }

  private JsonNode lastMetrics(String run) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl"));
    return JSON.readTree(lines.get(lines.size() - 1));
  }

  @Test
  void byDefaultWhatIsFrozenIsComputedOnce() throws IOException {
    Path data = data(false);
    Call call = train(data, "auto", "--json");
    assertTrue(call.err().contains("computed once per example"), call.err());
    JsonNode cache = call.json().path("prefix_cache");
    assertEquals("memory", cache.path("where").asText());
    assertEquals(EXAMPLES, cache.path("misses").asInt());
    assertEquals(EXAMPLES, cache.path("entries").asInt());
    assertEquals(cache.path("hits").asLong(), lastMetrics("auto").path("prefix_hits").asLong());
    assertTrue(cache.path("bytes").asLong() > 0);
    Call off = train(data, "off", "--prefix-cache", "off", "--json");
    assertTrue(off.json().path("prefix_cache").isMissingNode());
    double loss = lastMetrics("off").path("loss").asDouble();
    assertEquals(loss, lastMetrics("auto").path("loss").asDouble(), 1e-5 * loss);
  }

  @Test
  void memoryDiskAndTooLittleRoomEndAlike() throws IOException {
    Path data = data(true);
    train(data, "memory", "--prefix-cache", "memory");
    train(data, "disk", "--prefix-cache", "disk");
    Call little = train(data, "little", "--prefix-cache", "memory", "--prefix-cache-limit", "1kB");
    assertTrue(little.err().contains("no room for more"), little.err());
    assertArrayEquals(trained("memory", 9), trained("disk", 9));
    assertArrayEquals(trained("memory", 9), trained("little", 9));
    assertFalse(Files.exists(folder.resolve("disk").resolve("prefix-cache")));
  }

  @Test
  void raggedDataIsCachedWhereItsBatchesComeAgain() throws IOException {
    Path data = data(true);
    Call anew = train(data, "anew", "--json");
    assertTrue(anew.err().contains("--batching repeated"), anew.err());
    Call again = train(data, "again", "--batching", "repeated", "--json");
    JsonNode cache = again.json().path("prefix_cache");
    // The first example is measured at its own length, before there are batches.
    assertTrue(cache.path("misses").asInt() <= EXAMPLES + 1, cache.toString());
    assertTrue(cache.path("hits").asInt() >= 2 * EXAMPLES, cache.toString());
  }

  @Test
  void aKilledRunContinuesWithWhatIsOnDisk() throws IOException, InterruptedException {
    Path data = data(false);
    Object[] options = {"--prefix-cache", "disk", "--epochs", "200"};
    List<Object> arguments = arguments(data, "killed", options);
    kill(arguments, folder.resolve("killed"));
    assertTrue(Files.exists(folder.resolve("killed").resolve("prefix-cache")));
    arguments.addAll(List.of("--resume", "--json"));
    Call resumed = Call.of(arguments.toArray()).expect(0);
    JsonNode cache = resumed.json().path("prefix_cache");
    assertEquals(0, cache.path("misses").asInt(), cache.toString());
    train(data, "whole", options);
    assertArrayEquals(trained("whole", 600), trained("killed", 600));
  }

  @Test
  void whatIsOnDiskIsNotUsedForOtherData() throws IOException, InterruptedException {
    List<Object> arguments =
        arguments(data(false), "killed", "--prefix-cache", "disk", "--epochs", "200");
    kill(arguments, folder.resolve("killed"));
    Files.writeString(
        folder.resolve("equal.jsonl"),
        Files.readString(folder.resolve("equal.jsonl")).replace("[1,", "[2,"));
    arguments.addAll(List.of("--resume", "--json"));
    Call resumed = Call.of(arguments.toArray()).expect(0);
    assertTrue(resumed.err().contains("other data"), resumed.err());
    JsonNode cache = resumed.json().path("prefix_cache");
    assertEquals(EXAMPLES, cache.path("misses").asInt(), cache.toString());
  }

  /** Kills a run of 600 updates once it has made a dozen. */
  private static void kill(List<Object> arguments, Path run)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Main.class.getName()));
    arguments.forEach(argument -> command.add(argument.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    // In the environment, because ONNX Runtime fails in a process with a long command line.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    try {
      Path metrics = run.resolve("metrics.jsonl");
      while (process.isAlive()
          && !(Files.exists(metrics) && Files.readAllLines(metrics).size() >= 12)) {
        Thread.onSpinWait();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aCacheThatCannotBeHadIsRefused() throws IOException {
    Path data = data(false);
    Call all =
        Call.of(
            "train",
            Models.model("bert-seq-ts17"),
            "--loss",
            "cross-entropy",
            "--data",
            data,
            "--out",
            folder.resolve("run"),
            "--prefix-cache",
            "memory");
    all.expect(4);
    assertTrue(all.err().contains("Nothing can be cached"), all.err());
    assertFalse(Files.exists(folder.resolve("run")));
    Object[] budget = {"--memory-budget", "2GB", "--prefix-cache", "memory"};
    Call whole = Call.of(arguments(data, "budget", budget).toArray()).expect(4);
    assertTrue(whole.err().contains("within its memory budget as a whole"), whole.err());
    train(data, "budget", "--memory-budget", "2GB");
    Call.of(arguments(data, "size", "--prefix-cache-limit", "much").toArray()).expect(2);
  }
}

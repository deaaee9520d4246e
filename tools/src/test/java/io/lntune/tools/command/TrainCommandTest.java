package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lntune.tools.Call;
import io.lntune.tools.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a model over a run to a tuned model, and what happens when something is wrong. */
final class TrainCommandTest {
  private static final Path BERT = Models.model("bert-seq-ts17");

  /** The evaluation of a run and that of its merged model compute the same in another order. */
  private static final double SAME_LOSS = 1e-5;

  @TempDir private Path folder;

  private Path data;
  private Path run;

  @BeforeEach
  void writeData() throws IOException {
    run = folder.resolve("run");
    data = folder.resolve("data.jsonl");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 24; i++) {
      int label = i % 3;
      String ids = label * 20 + i + ", " + (label * 20 + 5) + ", " + (label * 20 + 7);
      lines.append("{\"input_ids\": [").append(ids).append("], \"labels\": ").append(label);
      lines.append("}\n");
    }
    Files.writeString(data, lines);
  }

  private Call train(Object... options) {
    Object[] arguments = new Object[8 + options.length];
    arguments[0] = "train";
    arguments[1] = BERT;
    arguments[2] = "--data";
    arguments[3] = data;
    arguments[4] = "--out";
    arguments[5] = run;
    arguments[6] = "--batch-size";
    arguments[7] = "8";
    System.arraycopy(options, 0, arguments, 8, options.length);
    return Call.of(arguments);
  }

  @Test
  void aTunedModelIsBetterAndDiffersOnlyInItsNorms() {
    Call trained = train("--loss", "cross-entropy", "--epochs", "4", "--eval-data", data).expect(0);
    assertTrue(
        trained.out().startsWith("trainable params: 320 || all params: 23,491 ||"), trained.out());
    assertTrue(trained.err().contains("step 12/12"), trained.err());
    assertTrue(trained.err().contains("evaluation at step 3: "), trained.err());

    JsonNode base = Call.of("eval", run, "--base", "--data", data, "--json").expect(0).json();
    JsonNode tuned = Call.of("eval", run, "--data", data, "--json").expect(0).json();
    assertEquals(24, tuned.path("examples").asInt());
    assertTrue(tuned.path("loss").asDouble() < base.path("loss").asDouble(), base + " " + tuned);

    Path model = folder.resolve("tuned.onnx");
    Call.of("merge", run, "--out", model).expect(0);
    JsonNode merged =
        Call.of("eval", model, "--loss", "cross-entropy", "--data", data, "--json")
            .expect(0)
            .json();
    assertEquals(tuned.path("loss").asDouble(), merged.path("loss").asDouble(), SAME_LOSS);

    JsonNode diff = Call.of("diff", BERT, model, "--only", "norms", "--json").expect(0).json();
    assertEquals(10, diff.path("norms").asInt());
    assertEquals(0, diff.path("others").asInt());
    Call.of("merge", run, "--out", model).expect(2);
    Call.of("merge", run, "--out", model, "--force").expect(0);
  }

  @Test
  void diffFailsWhenSomethingElseDiffers() {
    Path other = Models.model("bert-lninit-ts17");
    Call call = Call.of("diff", BERT, other, "--only", "norms").expect(5);
    assertTrue(call.out().contains("other"), call.out());
    assertTrue(Call.of("diff", BERT, BERT, "--only", "norms").expect(0).out().startsWith("0 "));
  }

  @Test
  void artefactsCanBeTrainedOnTheirOwn() {
    Path artefacts = folder.resolve("artefacts");
    Call.of("emit", BERT, "--loss", "cross-entropy", "--out", artefacts).expect(0);
    JsonNode root =
        Call.of("train", artefacts, "--data", data, "--out", run, "--steps", "2", "--json")
            .expect(0)
            .json();
    assertEquals(2, root.path("steps").asInt());
    JsonNode tuned =
        Call.of("eval", artefacts, "--checkpoint", run, "--data", data, "--json").expect(0).json();
    assertEquals("tuned", tuned.path("subject").asText());
  }

  @Test
  void aRunIsContinuedOnlyWhenAsked() {
    train("--loss", "cross-entropy", "--steps", "2").expect(0);
    train("--loss", "cross-entropy", "--steps", "4").expect(2);
    Call resumed = train("--steps", "4", "--resume").expect(0);
    assertTrue(resumed.err().contains("step 4/4"), resumed.err());
  }

  @Test
  void wrongLabelsEndTheRunAndLeaveNothing() throws IOException {
    Files.writeString(data, "{\"input_ids\": [1, 2], \"labels\": 3}\n");
    train("--loss", "cross-entropy").expect(3);
    assertFalse(Files.exists(run));
  }

  @Test
  void wrongDataEndsTheRunAndLeavesNothing() throws IOException {
    Files.writeString(data, "{\"tokens\": [1, 2], \"labels\": 1}\n");
    train("--loss", "cross-entropy").expect(3);
    Files.delete(data);
    train("--loss", "cross-entropy").expect(3);
    assertEquals(List.of(), TargetFolder.entries(folder));
  }

  @Test
  void wrongOptionsAreUsageErrorsThatLeaveNothing() {
    train().expect(2);
    train("--loss", "cross-entropy", "--epochs", "1", "--steps", "1").expect(2);
    train("--loss", "cross-entropy", "--epochs", "0").expect(2);
    train("--loss", "cross-entropy", "--learning-rate", "fast").expect(2);
    train("--loss", "cross-entropy", "--learning-rate", "-1").expect(2);
    train("--loss", "cross-entropy", "--warmup-ratio", "2").expect(2);
    train("--loss", "cross-entropy", "--optimizer", "adam").expect(2);
    train("--loss", "cross-entropy", "--momentum", "0.9").expect(2);
    assertFalse(Files.exists(run));
  }

  @Test
  void theBaseOfARunIsNotOverwritten() throws IOException {
    Path copy = Models.copy("bert-seq-ts17", folder.resolve("model")).resolve("model.onnx");
    Call.of("train", copy, "--loss", "cross-entropy", "--data", data, "--out", run, "--steps", "1")
        .expect(0);
    Call.of("merge", run, "--out", copy, "--force").expect(2);
  }

  /** Interrupted in the middle of the second epoch, with batches of different sizes. */
  @Test
  void raggedDataIsResumedBitForBit() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      String ids = "5" + ", 7".repeat(i * 7 % 13);
      lines.append("{\"input_ids\": [" + ids + "], \"labels\": " + i % 3 + "}\n");
    }
    Files.writeString(data, lines);
    Object[] options = {
      "--loss", "cross-entropy", "--epochs", 2, "--batch-tokens", 40, "--checkpoint-steps", 8
    };
    train(options).expect(0);
    Path last = newest();
    byte[] whole = Files.readAllBytes(last.resolve("trainable.safetensors"));
    List<String> metrics = Files.readAllLines(run.resolve("metrics.jsonl"));
    try (Stream<Path> files = Files.walk(last)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    Object[] resumed = Arrays.copyOf(options, options.length + 1);
    resumed[options.length] = "--resume";
    train(resumed).expect(0);
    assertArrayEquals(whole, Files.readAllBytes(newest().resolve("trainable.safetensors")));
    List<String> again = Files.readAllLines(run.resolve("metrics.jsonl"));
    assertEquals(padding(metrics), padding(again));

    resumed[5] = 41;
    Call other = train(resumed).expect(2);
    assertTrue(other.err().contains("other batches"), other.err());
  }

  private Path newest() throws IOException {
    try (Stream<Path> entries = Files.list(run)) {
      return entries
          .filter(entry -> String.valueOf(entry.getFileName()).startsWith("checkpoint-"))
          .max(Comparator.comparing(Path::toString, TrainCommandTest::byNumber))
          .orElseThrow();
    }
  }

  private static int byNumber(String one, String other) {
    return Integer.compare(number(one), number(other));
  }

  private static int number(String path) {
    return Integer.parseInt(path.substring(path.lastIndexOf('-') + 1));
  }

  private static List<String> padding(List<String> metrics) {
    return metrics.stream().map(line -> line.replaceAll(".*(\"padding\":[^,]*),.*", "$1")).toList();
  }

  @Test
  void aMemoryBudgetHoldsForTheLargestBatchOfTheData() {
    JsonNode trained =
        train("--loss", "cross-entropy", "--epochs", "1", "--memory-budget", "2GB", "--json")
            .expect(0)
            .json();
    JsonNode memory = trained.path("memory");
    assertEquals(2_000_000_000L, memory.path("budget_bytes").asLong());
    assertEquals(8, memory.path("batch").asInt());
    assertEquals(3, memory.path("sequence").asInt());
    assertTrue(memory.path("predicted_peak_bytes").asLong() < 200_000_000L, memory.toString());
    assertEquals(0, memory.path("recomputed_nodes").asInt());
  }

  @Test
  void aMemoryBudgetThatCannotBeMetIsRefusedWithTheLeast() {
    Call refused = train("--loss", "cross-entropy", "--memory-budget", "20MB").expect(4);
    assertTrue(refused.err().contains("does not fit into 20 MB: it takes "), refused.err());
    assertFalse(Files.exists(run));
    Call unreadable = train("--loss", "cross-entropy", "--memory-budget", "much").expect(2);
    assertTrue(unreadable.err().contains("not a size such as 800MB"), unreadable.err());
  }
}

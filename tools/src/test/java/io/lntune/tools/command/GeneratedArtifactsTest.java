package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.ir.Tensor;
import io.lntune.tools.Call;
import io.lntune.tools.GeneratedSet;
import io.lntune.tools.Models;
import io.lntune.trainer.engine.TrainingLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as ONNX Runtime's generator writes them are trained like those that LNTune emits. */
@Tag("ort-training")
final class GeneratedArtifactsTest {
  /** The same operators on the same values; the runtime may fold constants in another order. */
  private static final double SAME = 1e-5;

  private static final int STEPS = 5;

  @TempDir private Path folder;

  private Path data;
  private Path emitted;

  @BeforeAll
  static void selectTheLibrary() {
    TrainingLibrary.select();
  }

  @BeforeEach
  void emit() throws IOException {
    data = folder.resolve("data.jsonl");
    Files.writeString(
        data,
        """
        {"input_ids": [5, 17, 9], "labels": 1}
        {"input_ids": [8, 3, 11], "labels": 0}
        {"input_ids": [2, 30, 4], "labels": 2}
        {"input_ids": [7, 7, 21], "labels": 1}
        """);
    emitted = folder.resolve("emitted");
    Path model = Models.model("bert-seq-ts17");
    Call.of(
            "emit",
            model,
            "--loss",
            "cross-entropy",
            "--self-contained",
            "--clip-norm",
            "1",
            "--out",
            emitted)
        .expect(0);
  }

  private Path generated() throws IOException {
    return GeneratedSet.of(emitted, folder.resolve("generated"), "demo_");
  }

  private Call train(Path artefacts, Path run, int steps, String... further) {
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", artefacts, "--engine", "ort-training", "--data", data));
    arguments.addAll(List.of("--out", run, "--steps", steps, "--batch-size", "2"));
    arguments.addAll(List.of("--schedule", "constant", "--learning-rate", "0.01"));
    arguments.addAll(List.of(further));
    return Call.of(arguments.toArray());
  }

  private static List<Double> losses(Path run) throws IOException {
    List<Double> losses = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      losses.add(new ObjectMapper().readTree(line).path("loss").asDouble());
    }
    return losses;
  }

  private static void assertSame(List<Double> expected, List<Double> actual) {
    assertEquals(STEPS, expected.size());
    assertEquals(STEPS, actual.size());
    for (int i = 0; i < STEPS; i++) {
      assertEquals(expected.get(i), actual.get(i), SAME, "loss " + i);
    }
  }

  private static double[] trained(Path checkpoint) {
    return TrainingCheckpoint.read(checkpoint).trainable().stream()
        .map(Tensor::toDoubles)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private Path checkpoint(Path run, String name) {
    Path file = folder.resolve(name);
    Call.of("checkpoint", run, "--out", file).expect(0);
    return file;
  }

  @Test
  void theyTrainLikeTheEmittedOnes() throws IOException {
    Path generated = generated();
    Path own = folder.resolve("own");
    Path foreign = folder.resolve("foreign");
    train(emitted, own, STEPS).expect(0);

    Call call = train(generated, foreign, STEPS, "--eval-data", data.toString()).expect(0);

    assertTrue(call.err().contains("evaluation at step 5: loss"), call.err());
    assertSame(losses(own), losses(foreign));
    Path written = checkpoint(foreign, "foreign-checkpoint");
    double[] expected = trained(checkpoint(own, "own-checkpoint"));
    double[] actual = trained(written);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], SAME);
    }
    TrainingCheckpoint given = TrainingCheckpoint.read(generated.resolve("demo_checkpoint"));
    TrainingCheckpoint checkpoint = TrainingCheckpoint.read(written);
    assertEquals(STEPS, checkpoint.step());
    assertFalse(given.frozen().isEmpty());
    assertEquals(
        given.frozen().stream().map(Tensor::name).toList(),
        checkpoint.frozen().stream().map(Tensor::name).toList());
    // What was written is a set's checkpoint: training starts from it.
    Files.move(written, generated.resolve("demo_checkpoint"), StandardCopyOption.REPLACE_EXISTING);
    Path next = folder.resolve("next");
    assertTrue(train(generated, next, STEPS + 1).expect(0).err().contains("made 5 updates"));
    assertTrue(losses(next).get(0) < losses(foreign).get(0));
  }

  @Test
  void anInterruptedRunGoesOn() throws IOException {
    Path generated = generated();
    Path whole = folder.resolve("whole");
    train(generated, whole, STEPS).expect(0);
    Path parts = folder.resolve("parts");
    train(generated, parts, 2).expect(0);

    train(generated, parts, STEPS, "--resume").expect(0);

    assertSame(losses(whole), losses(parts));
  }

  @Test
  void theStockRuntimeEvaluatesThem() throws IOException {
    Path run = folder.resolve("run");
    Path own = folder.resolve("own");
    train(generated(), run, STEPS).expect(0);
    train(emitted, own, STEPS).expect(0);
    JsonNode actual = Call.of("eval", run, "--data", data, "--json").expect(0).json();
    JsonNode expected = Call.of("eval", own, "--data", data, "--json").expect(0).json();
    assertEquals(expected.path("loss").asDouble(), actual.path("loss").asDouble(), SAME);
    assertTrue(Call.of("merge", run, "--out", folder.resolve("m.onnx")).err().contains("base"));
  }

  @Test
  void ownArtefactsNeedNoStepModel() throws IOException {
    Path without = folder.resolve("without");
    Path model = Models.model("bert-seq-ts17");
    Call.of("emit", model, "--loss", "cross-entropy", "--without", "step-model", "--out", without)
        .expect(0);
    Path own = folder.resolve("own");
    Path run = folder.resolve("run");
    train(emitted, own, STEPS).expect(0);
    train(without, run, STEPS).expect(0);
    assertSame(losses(own), losses(run));
    Call.of("merge", run, "--out", folder.resolve("tuned.onnx")).expect(0);
    Call refused =
        Call.of("train", without, "--data", data, "--out", folder.resolve("no")).expect(2);
    assertTrue(refused.err().contains("--engine ort-training"), refused.err());
  }

  @Test
  void whatTheFilesSayCannotBeChosen() throws IOException {
    Path generated = generated();
    Path run = folder.resolve("run");
    Call engine = Call.of("train", generated, "--data", data, "--out", run).expect(2);
    assertTrue(engine.err().contains("--engine ort-training"), engine.err());
    Call optimizer = train(generated, run, STEPS, "--weight-decay", "0.1").expect(2);
    assertTrue(optimizer.err().contains("fixed in the optimizer model"), optimizer.err());
    assertFalse(Files.exists(run));
  }
}

package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.tools.Call;
import io.lntune.tools.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointCommandTest {
  @TempDir private Path folder;

  private Path artefacts;
  private Path run;
  private Path file;

  @BeforeEach
  void train() throws IOException {
    artefacts = folder.resolve("artefacts");
    run = folder.resolve("run");
    file = folder.resolve("checkpoint");
    Path data = folder.resolve("data.jsonl");
    Files.writeString(
        data,
        """
        {"input_ids": [5, 17, 9], "labels": 1}
        {"input_ids": [8, 3], "labels": 0}
        """);
    Path model = Models.model("bert-seq-ts17");
    Call.of("emit", model, "--loss", "cross-entropy", "--out", artefacts).expect(0);
    Call.of("train", artefacts, "--data", data, "--out", run, "--steps", "2").expect(0);
  }

  @Test
  void aRunGoesToTheRuntimeAndComesBackByteForByte() throws IOException {
    Call.of("checkpoint", run, "--out", file).expect(0);
    assertEquals(2, TrainingCheckpoint.read(file).step());
    Path back = folder.resolve("back");

    Call.of("checkpoint", file, "--artefacts", artefacts, "--out", back).expect(0);

    for (String name :
        new String[] {"trainable.safetensors", "optimizer.safetensors", "state.json"}) {
      Path part = Path.of("checkpoint-2").resolve(name);
      assertArrayEquals(
          Files.readAllBytes(run.resolve(part)), Files.readAllBytes(back.resolve(part)), name);
    }
    Call.of("merge", back, "--out", folder.resolve("tuned.onnx")).expect(0);
  }

  @Test
  void theEmittedCheckpointIsARunWithoutSteps() {
    Path fresh = folder.resolve("fresh");

    Call call =
        Call.of(
                "checkpoint",
                artefacts.resolve("checkpoint"),
                "--artefacts",
                artefacts,
                "--out",
                fresh,
                "--json")
            .expect(0);

    assertEquals(0, call.json().path("step").asLong());
    assertEquals(10, call.json().path("trained_tensors").asInt());
  }

  @Test
  void nothingIsReplacedUnasked() throws IOException {
    Files.writeString(file, "mine");

    assertTrue(Call.of("checkpoint", run, "--out", file).expect(2).err().contains("exists"));
    assertEquals("mine", Files.readString(file));
    Call.of("checkpoint", run, "--out", file, "--force").expect(0);
    assertTrue(TrainingCheckpoint.isCheckpoint(file));
    Call.of("checkpoint", file, "--artefacts", artefacts, "--out", run).expect(2);
  }

  @Test
  void aFileThatIsNoCheckpointLeavesNothing() throws IOException {
    Files.writeString(file, "something else entirely");
    Path target = folder.resolve("new");

    Call.of("checkpoint", file, "--artefacts", artefacts, "--out", target).expect(3);
    Call.of("checkpoint", file, "--out", target).expect(2);

    assertFalse(Files.exists(target));
  }

  @Test
  void theCheckpointOfAnotherModelIsRefused() {
    Path other = folder.resolve("other");
    Call.of("checkpoint", run, "--out", file).expect(0);
    Path model = Models.model("roberta-seq-ts14");
    Call.of("emit", model, "--loss", "cross-entropy", "--out", other).expect(0);
    Path target = folder.resolve("new");

    Call.of("checkpoint", file, "--artefacts", other, "--out", target).expect(3);

    assertFalse(Files.exists(target));
  }
}

package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.lntune.tools.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Artefacts whose frozen weights were quantised ahead of any training. */
final class ReducedArtefactsTest {
  private static final Path DIGITS = Path.of(System.getProperty("lntune.models"), "digits-vit");

  @TempDir private Path folder;

  private JsonNode emit(String precision, Path target) {
    return Call.of(
            "emit",
            DIGITS.resolve("model.onnx"),
            "--loss",
            "cross-entropy",
            "--base-precision",
            precision,
            "--out",
            target,
            "--json")
        .expect(0)
        .json();
  }

  private byte[] trained(String run, Object... subjectAndOptions) throws IOException {
    Path directory = folder.resolve(run);
    List<Object> arguments = new ArrayList<>();
    arguments.add("train");
    arguments.addAll(List.of(subjectAndOptions));
    arguments.addAll(List.of("--data", DIGITS.resolve("adapt-train.safetensors")));
    arguments.addAll(List.of("--out", directory, "--steps", "3", "--threads", "1"));
    Call.of(arguments.toArray()).expect(0);
    return Files.readAllBytes(directory.resolve("checkpoint-3/trainable.safetensors"));
  }

  @Test
  void theFolderHasWhatTheOwnEngineNeeds() throws IOException {
    Path target = folder.resolve("artefacts");
    JsonNode root = emit("int4", target);
    assertEquals(
        Set.of("step_model.onnx", "eval_model.onnx", "reduced_weights.bin", "manifest.json"),
        Set.copyOf(TargetFolder.entries(target)));
    assertEquals(
        Files.size(target.resolve("reduced_weights.bin")),
        root.path("reduced_weight_bytes").asLong());
  }

  @ParameterizedTest
  @ValueSource(strings = {"int8", "int4"})
  void theyTrainToTheSameBitsAsTheModel(String precision) throws IOException {
    Path target = folder.resolve("artefacts");
    emit(precision, target);
    byte[] stored = trained("stored", DIGITS.resolve("model.onnx"), "--loss", "cross-entropy");
    byte[] planned =
        trained(
            "planned",
            DIGITS.resolve("model.onnx"),
            "--loss",
            "cross-entropy",
            "--base-precision",
            precision);

    assertArrayEquals(planned, trained("emitted", target));
    assertEquals(stored.length, planned.length);
    assertFalse(Arrays.equals(stored, planned), "nothing was rounded");
  }
}

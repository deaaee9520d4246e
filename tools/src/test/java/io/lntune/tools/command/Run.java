package io.lntune.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelReader;
import io.lntune.tools.Call;
import io.lntune.trainer.data.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One step of plain gradient descent through the command line: what is moved is the gradient. */
final class Run {
  private static final List<Object> PLAIN_DESCENT =
      List.of(
          "--steps",
          "1",
          "--optimizer",
          "sgd",
          "--learning-rate",
          "1",
          "--schedule",
          "constant",
          "--warmup-ratio",
          "0",
          "--clip-norm",
          "0");

  private final Path base;
  private final Path run;
  private final Call call;

  private Run(Path base, Path run, Call call) {
    this.base = base;
    this.run = run;
    this.call = call;
  }

  /** Trains {@code base} into the folder {@code run}. */
  static Run step(Path base, Path data, Path run, Object... options) {
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", base, "--data", data, "--out", run));
    arguments.addAll(PLAIN_DESCENT);
    arguments.addAll(Arrays.asList(options));
    return new Run(base, run, Call.of(arguments.toArray()).expect(0));
  }

  /** What the command printed. */
  Call call() {
    return call;
  }

  /** One line of {@code metrics.jsonl}. */
  JsonNode metrics() throws IOException {
    return new ObjectMapper().readTree(run.resolve("metrics.jsonl").toFile());
  }

  /** Gradients by the name of the stored tensor. */
  Map<String, float[]> gradients() throws IOException {
    JsonNode manifest =
        new ObjectMapper().readTree(run.resolve("artefacts").resolve("manifest.json").toFile());
    Map<String, float[]> gradients = new LinkedHashMap<>();
    try (SafetensorsFile values =
        SafetensorsFile.open(run.resolve("checkpoint-1").resolve("trainable.safetensors"))) {
      for (JsonNode parameter : manifest.path("parameters")) {
        String stored = parameter.path("initializer").asText();
        double[] before = before(stored);
        float[] after = new float[before.length];
        values.array(parameter.path("name").asText()).floats().get(after);
        for (int i = 0; i < after.length; i++) {
          after[i] = (float) (before[i] - after[i]);
        }
        gradients.put(stored, after);
      }
    }
    return gradients;
  }

  private double[] before(String initializer) {
    Value value = Objects.requireNonNull(ModelReader.read(base).graph().find(initializer));
    return Objects.requireNonNull(value.initializer()).toDoubles();
  }
}

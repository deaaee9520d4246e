package io.lntune.trainer.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsFileTest {
  private static final List<String> KEYS =
      List.of(
          "step",
          "epoch",
          "loss",
          "learning_rate",
          "gradient_norm",
          "padding",
          "examples",
          "seconds");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private static TrainingState state(long step, double loss) {
    return new TrainingState(step, 9, 0, false, 0.25, loss, Map.of(), 1e-3, 0.5, 32 * step, 0.25);
  }

  private List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      nodes.add(JSON.readTree(line));
    }
    return nodes;
  }

  @Test
  void everyLineHasTheDocumentedKeys() throws IOException {
    Digits digits = new Digits();
    Path run = folder.resolve("run");
    List<TrainingState> heard = new ArrayList<>();
    digits.train(
        Digits.settings(4, 32, 1, 1),
        digits.emit(folder.resolve("artifacts")),
        run,
        false,
        new TrainingListener() {
          @Override
          public void onStep(TrainingState state) {
            heard.add(state);
          }
        });
    List<JsonNode> lines = lines(run.resolve("metrics.jsonl"));
    assertEquals(4, lines.size());
    for (int i = 0; i < 4; i++) {
      JsonNode line = lines.get(i);
      List<String> names = new ArrayList<>();
      line.fieldNames().forEachRemaining(names::add);
      assertEquals(KEYS, names);
      names.forEach(name -> assertTrue(line.get(name).isNumber(), line.toString()));
      assertEquals(heard.get(i).step(), line.get("step").asLong());
      assertEquals(heard.get(i).loss(), line.get("loss").asDouble());
      assertEquals(heard.get(i).gradientNorm(), line.get("gradient_norm").asDouble());
      assertEquals(heard.get(i).learningRate(), line.get("learning_rate").asDouble());
    }
  }

  @Test
  void aLossOfNothingIsNull() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    try (MetricsFile metrics = MetricsFile.after(0, file, Map::of)) {
      metrics.onStep(state(1, Double.NaN));
    }
    assertTrue(lines(file).get(0).get("loss").isNull());
  }

  @Test
  void linesAfterTheCheckpointAreRemoved() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    try (MetricsFile metrics = MetricsFile.after(0, file, Map::of)) {
      for (int step = 1; step <= 5; step++) {
        metrics.onStep(state(step, step));
      }
    }
    try (MetricsFile metrics = MetricsFile.after(3, file, Map::of)) {
      metrics.onStep(state(4, 40));
    }
    assertEquals(
        List.of(1.0, 2.0, 3.0, 40.0),
        lines(file).stream().map(line -> line.get("loss").asDouble()).toList());
  }
}

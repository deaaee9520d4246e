package io.lntune.trainer.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import io.lntune.graph.file.AtomicWrite;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.Supplier;

/** Writes one JSON object per optimizer update to {@code metrics.jsonl}. */
final class MetricsFile implements TrainingListener, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final BufferedWriter writer;
  private final Supplier<Map<String, Long>> counts;

  /**
   * Opens {@code file} to append to the lines of the first {@code step} updates; later lines, which
   * an interrupted run wrote after its last checkpoint, are removed.
   *
   * @param counts further figures of every update
   */
  static MetricsFile after(long step, Path file, Supplier<Map<String, Long>> counts) {
    if (Files.exists(file)) {
      AtomicWrite.text(file, true, linesUntil(step, file));
    }
    return new MetricsFile(file, counts);
  }

  private static String linesUntil(long step, Path file) {
    StringBuilder kept = new StringBuilder();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (stepOf(line) <= step) {
          kept.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
    return kept.toString();
  }

  /** Step of a line; beyond all when a crash cut it short. */
  private static long stepOf(String line) {
    try {
      return JSON.readTree(line).path("step").asLong(Long.MAX_VALUE);
    } catch (JsonProcessingException e) {
      return Long.MAX_VALUE;
    }
  }

  private MetricsFile(Path file, Supplier<Map<String, Long>> counts) {
    this.file = file;
    this.counts = counts;
    try {
      this.writer =
          Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  @Override
  public void onStep(TrainingState state) {
    ObjectNode line = JSON.createObjectNode();
    line.put("step", state.step());
    line.put("epoch", state.epoch());
    put(line, "loss", state.loss());
    if (state.parts().size() > 1) {
      ObjectNode parts = line.putObject("losses");
      state.parts().forEach((name, value) -> put(parts, name, value));
    }
    line.put("learning_rate", state.learningRate());
    line.put("gradient_norm", state.gradientNorm());
    line.put("padding", state.padding());
    line.put("examples", state.examples());
    line.put("seconds", state.seconds());
    counts.get().forEach(line::put);
    try {
      writer.write(JSON.writeValueAsString(line));
      writer.write('\n');
      writer.flush();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static void put(ObjectNode node, String name, double number) {
    if (Double.isFinite(number)) {
      node.put(name, number);
    } else {
      node.putNull(name);
    }
  }

  private static LntuneException failure(Path file, IOException e) {
    return LntuneException.badInput(
            "The metrics cannot be written: " + e.getMessage(),
            file.toString(),
            "Check free space and permissions.")
        .causedBy(e);
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }
}

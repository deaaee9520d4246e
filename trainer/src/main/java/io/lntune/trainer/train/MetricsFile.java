package io.lntune.trainer.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends one JSON object per optimizer update to {@code metrics.jsonl}. */
final class MetricsFile implements TrainingListener, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final BufferedWriter writer;

  MetricsFile(Path file) {
    this.file = file;
    try {
      this.writer =
          Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void onStep(TrainingState state) {
    ObjectNode line = JSON.createObjectNode();
    line.put("step", state.step());
    line.put("epoch", state.epoch());
    line.put("loss", state.loss());
    line.put("learning_rate", state.learningRate());
    line.put("gradient_norm", state.gradientNorm());
    line.put("examples", state.examples());
    line.put("seconds", state.seconds());
    try {
      writer.write(JSON.writeValueAsString(line));
      writer.newLine();
      writer.flush();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private LntuneException failure(IOException e) {
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
      throw failure(e);
    }
  }
}

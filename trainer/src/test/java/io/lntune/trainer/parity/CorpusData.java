package io.lntune.trainer.parity;

import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.PlannedInput;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.ir.DataType;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.data.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Training data made of the recorded batch of a parity case, whose examples are varied. */
public final class CorpusData {
  private CorpusData() {}

  /** Folders of all shipped cases. */
  public static List<Path> cases() {
    try (Stream<Path> folders = Files.list(CaseFolder.CORPUS)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The loss that a case was recorded with. */
  public static LossSpec loss(Path folder) {
    try (ParityCase parity = ParityCase.open(folder)) {
      return parity.loss();
    }
  }

  /** Writes {@code repetitions} times the examples of the case, all different, to {@code file}. */
  public static void write(Path folder, TrainingPlan plan, int repetitions, Path file) {
    List<NamedArray> arrays = new ArrayList<>();
    try (ParityCase parity = ParityCase.open(folder)) {
      for (PlannedInput input : plan.inputs()) {
        NamedArray recorded = parity.find(input.label() ? "label" : "input." + input.name());
        if (recorded != null) {
          arrays.add(repeated(input.name(), recorded, repetitions));
        }
      }
    }
    SafetensorsWriter.write(file, true, Map.of(), arrays);
  }

  private static NamedArray repeated(String name, NamedArray recorded, int repetitions) {
    long[] sizes = recorded.sizes();
    sizes[0] *= repetitions;
    NamedArray array = NamedArray.allocate(name, recorded.type(), sizes);
    ByteBuffer target = array.bytes();
    boolean tokens = name.endsWith("input_ids");
    for (int repetition = 0; repetition < repetitions; repetition++) {
      ByteBuffer source = recorded.bytes();
      while (source.hasRemaining()) {
        if (recorded.type() == DataType.FLOAT) {
          target.putFloat(source.getFloat() * (1 + 0.1f * repetition));
        } else if (recorded.type() == DataType.INT64) {
          long value = source.getLong();
          target.putLong(tokens && value > 1 + repetition ? value - repetition : value);
        } else {
          target.put(source.get());
        }
      }
    }
    return array;
  }
}

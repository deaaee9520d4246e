package io.lntune.trainer.checkpoint;

import io.lntune.graph.LntuneException;
import io.lntune.graph.file.AtomicDirectory;
import io.lntune.graph.file.AtomicWrite;
import io.lntune.trainer.data.ArrayHeader;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.data.SafetensorsFile;
import io.lntune.trainer.data.SafetensorsWriter;
import io.lntune.trainer.optimizer.OptimizerState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One checkpoint directory: {@code trainable.safetensors} (values by parameter name), {@code
 * optimizer.safetensors} (arrays named {@code slot.parameter}) and, written last, {@code
 * state.json} with the hashes of both.
 */
public final class CheckpointFiles {
  /** The tuned values. */
  public static final String TRAINABLE = "trainable.safetensors";

  /** The optimizer's arrays. */
  public static final String OPTIMIZER = "optimizer.safetensors";

  /** Position, settings and hashes. */
  public static final String STATE = "state.json";

  private static final long MAX_STATE_BYTES = 1 << 20;

  private CheckpointFiles() {}

  /** Writes {@code checkpoint} as {@code directory} in one step, replacing one that is there. */
  static void write(Path directory, RunCheckpoint checkpoint) {
    AtomicDirectory.create(directory, true, folder -> fill(folder, checkpoint));
  }

  private static void fill(Path folder, RunCheckpoint checkpoint) throws IOException {
    Map<String, String> note = Map.of("step", Long.toString(checkpoint.position().step()));
    SafetensorsWriter.write(folder.resolve(TRAINABLE), false, note, checkpoint.trainable());
    SafetensorsWriter.write(
        folder.resolve(OPTIMIZER), false, note, optimizerArrays(checkpoint.optimizer()));
    Map<String, String> hashes = new LinkedHashMap<>();
    for (String name : List.of(TRAINABLE, OPTIMIZER)) {
      hashes.put(name, FileDigest.sha256(folder.resolve(name)));
    }
    StateJson state = new StateJson(checkpoint.position(), checkpoint.optimizer().step(), hashes);
    AtomicWrite.text(folder.resolve(STATE), false, state.write());
  }

  private static List<NamedArray> optimizerArrays(OptimizerState state) {
    List<NamedArray> arrays = new ArrayList<>();
    for (String slot : state.slots()) {
      for (String parameter : state.parameters(slot)) {
        state
            .get(slot, parameter)
            .ifPresent(
                values ->
                    arrays.add(NamedArray.ofFloats(slot + "." + parameter, values, values.length)));
      }
    }
    return arrays;
  }

  /**
   * Reads a checkpoint after verifying its hashes. Nothing of the result depends on the files.
   *
   * @throws LntuneException when a file is missing, damaged or not the one that was written
   */
  public static RunCheckpoint read(Path directory) {
    Path stateFile = directory.resolve(STATE);
    try {
      if (Files.isRegularFile(stateFile) && Files.size(stateFile) > MAX_STATE_BYTES) {
        throw damaged(stateFile, "The checkpoint's state is larger than any that was written");
      }
      StateJson state = StateJson.read(Files.readString(stateFile), stateFile.toString());
      for (String name : List.of(TRAINABLE, OPTIMIZER)) {
        Path file = directory.resolve(name);
        if (!FileDigest.sha256(file).equals(state.hashes().get(name))) {
          throw damaged(file, "The file is not the one that was written with this checkpoint");
        }
      }
      return new RunCheckpoint(
          state.position(),
          readArrays(directory.resolve(TRAINABLE)),
          readOptimizer(directory.resolve(OPTIMIZER), state.optimizerSteps()));
    } catch (IOException e) {
      throw damaged(directory, "The checkpoint cannot be read: " + e).causedBy(e);
    }
  }

  private static List<NamedArray> readArrays(Path file) {
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      return tensors.headers().stream().map(header -> copy(tensors.array(header.name()))).toList();
    }
  }

  // A mapped array would keep the file from being removed on some systems.
  private static NamedArray copy(NamedArray mapped) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(mapped.bytes().remaining());
    return NamedArray.of(
        mapped.name(), mapped.type(), bytes.put(mapped.bytes()).flip(), mapped.sizes());
  }

  private static OptimizerState readOptimizer(Path file, long steps) {
    OptimizerState state = new OptimizerState(steps);
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      for (ArrayHeader header : tensors.headers()) {
        String name = header.name();
        int dot = name.indexOf('.');
        if (dot < 0) {
          throw damaged(file, "The array '" + name + "' names no parameter");
        }
        state.put(name.substring(0, dot), name.substring(dot + 1), tensors.floats(name));
      }
    }
    return state;
  }

  private static LntuneException damaged(Path where, String what) {
    return LntuneException.badInput(what, where.toString(), "Resume from an older checkpoint.");
  }
}

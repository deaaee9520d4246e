package io.lntune.trainer.engine;

import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import io.lntune.graph.parse.WriteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Brings the files with the weights that are not trained into the folder of a session: ONNX Runtime
 * maps what lies beside a model, and refuses what lies elsewhere. A second name for the file costs
 * nothing and lets both sessions share one mapping; where none can be made, the file is copied.
 */
final class FrozenWeights {
  /** Smaller weights are stored in the models. */
  private static final long LEAST_BYTES = 1 << 12;

  private final Path folder;
  private final Map<Path, String> names = new LinkedHashMap<>();

  /** Weights for models in {@code folder}. */
  FrozenWeights(Path folder) {
    this.folder = folder;
  }

  /** Writes {@code model} to a new file in the folder. */
  void write(Model model, Path file) throws IOException {
    try {
      ModelWriter.write(model, file, WriteOptions.DEFAULT.withPlacement(this::place));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private TensorPlacement.Place place(Tensor tensor) {
    return tensor.content() instanceof FileRegion region && region.length() >= LEAST_BYTES
        ? new TensorPlacement.External(name(region.file()), region.offset(), region.length())
        : new TensorPlacement.Inline();
  }

  private String name(Path file) {
    return names.computeIfAbsent(file, this::bring);
  }

  private String bring(Path file) {
    Path target = folder.resolve("weights_" + names.size());
    try {
      try {
        Files.createLink(target, file.toRealPath());
      } catch (IOException | UnsupportedOperationException | SecurityException e) {
        // Another disk, or a system without links.
        Files.copy(file, target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return String.valueOf(target.getFileName());
  }
}

package io.lntune.graph.emit.training;

import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import io.lntune.graph.parse.WriteOptions;
import java.nio.file.Path;
import java.util.Objects;

/** Reads and writes models whose weights are in the folder of the base. */
final class StoredModels {
  private final Path baseFolder;
  private final boolean selfContained;

  /**
   * Models of {@code base}.
   *
   * @param selfContained whether written models get the weights themselves
   */
  StoredModels(Path base, boolean selfContained) {
    Path absolute = base.toAbsolutePath().normalize();
    this.baseFolder = Objects.requireNonNullElse(absolute.getParent(), absolute);
    this.selfContained = selfContained;
  }

  Model read(Path file) {
    return ModelReader.read(file, baseFolder);
  }

  /** Writes {@code model}, which {@link #read} returned, to another file or the same. */
  void write(Model model, Path file) {
    WriteOptions options = WriteOptions.DEFAULT.withOverwrite(true);
    ModelWriter.write(model, file, options.withPlacement(tensor -> place(tensor, model)));
  }

  /** Puts the weights into a model on disk when they are to be there. */
  void complete(Path file) {
    if (selfContained) {
      write(read(file), file);
    }
  }

  private TensorPlacement.Place place(Tensor tensor, Model model) {
    if (selfContained
        || !(tensor.content() instanceof FileRegion region)
        || region.file().equals(model.source())) {
      return new TensorPlacement.Inline();
    }
    String location = baseFolder.relativize(region.file()).toString().replace('\\', '/');
    return new TensorPlacement.External(location, region.offset(), region.length());
  }
}

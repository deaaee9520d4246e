package io.lntune.graph.emit;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An evaluation model whose only parameters as inputs are the trained ones: the stock runtime has
 * no checkpoint to take the frozen ones from.
 */
final class GeneratedEvaluation {
  /** Serialised models end at 2 GiB; larger ones are evaluated by ONNX Runtime Training only. */
  private static final long MOST_BYTES = 1L << 30;

  private final Model model;
  private final TrainingCheckpoint checkpoint;

  GeneratedEvaluation(Model model, TrainingCheckpoint checkpoint) {
    this.model = model;
    this.checkpoint = checkpoint;
  }

  ModelBytes bytes(Path file) {
    long size = checkpoint.frozen().stream().mapToLong(Tensor::byteSize).sum();
    try {
      if (size > MOST_BYTES || Files.size(file) > MOST_BYTES) {
        return ModelBytes.leftOut(file);
      }
      if (checkpoint.frozen().isEmpty()) {
        return new ModelBytes(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The evaluation model cannot be read: " + e.getMessage(),
              file.toString(),
              "Check its permissions.")
          .causedBy(e);
    }
    Graph graph = model.graph();
    for (Tensor tensor : checkpoint.frozen()) {
      Value value = graph.find(tensor.name());
      if (value != null && graph.isInput(value)) {
        graph.removeInput(value);
        graph.putInitializer(tensor);
      }
    }
    return new ModelBytes(ModelWriter.toBytes(model, TensorPlacement.KEEP));
  }
}

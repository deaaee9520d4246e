package io.lntune.tools;

import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.parse.ModelWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Makes a self-contained set look as ONNX Runtime's own generator would write it: no manifest, no
 * step model, a prefix, and frozen weights in the checkpoint and among the inputs of both models.
 */
public final class GeneratedSet {
  private GeneratedSet() {}

  /** Writes the files of {@code emitted} into the new folder {@code target}. */
  public static Path of(Path emitted, Path target, String prefix) throws IOException {
    Files.createDirectories(target);
    Model training = ModelReader.read(emitted.resolve("training_model.onnx"));
    Model eval = ModelReader.read(emitted.resolve("eval_model.onnx"));
    List<Tensor> frozen = new ArrayList<>();
    for (Value value : List.copyOf(eval.graph().initializers())) {
      Tensor tensor = Objects.requireNonNull(value.initializer());
      Value same = training.graph().find(value.name());
      if (tensor.elementType() == DataType.FLOAT
          && tensor.shape().rank() > 0
          && same != null
          && same.initializer() != null) {
        frozen.add(tensor);
      }
    }
    for (Tensor tensor : frozen) {
      feed(training.graph(), tensor);
      feed(eval.graph(), tensor);
    }
    ModelWriter.write(training, target.resolve(prefix + "training_model.onnx"));
    ModelWriter.write(eval, target.resolve(prefix + "eval_model.onnx"));
    Files.copy(
        emitted.resolve("optimizer_model.onnx"), target.resolve(prefix + "optimizer_model.onnx"));
    TrainingCheckpoint.read(emitted.resolve("checkpoint"))
        .withFrozen(frozen)
        .write(target.resolve(prefix + "checkpoint"), false);
    return target;
  }

  private static void feed(Graph graph, Tensor tensor) {
    Value value = Objects.requireNonNull(graph.find(tensor.name()));
    graph.dropInitializer(value);
    graph.addInput(value);
  }
}

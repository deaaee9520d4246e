package io.lntune.trainer.engine;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.PlannedInput;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.TrainingPlanner;
import io.lntune.graph.tag.TargetSelector;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.data.SafetensorsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A shipped text classifier with its recorded batch, loss and gradients. */
final class ReferenceModel implements AutoCloseable {
  private final Path folder;
  private final TrainingPlan plan;
  private final SafetensorsFile reference;

  ReferenceModel(String name, OperatorTarget target) {
    this.folder = Path.of(System.getProperty("lntune.models"), "parity", name);
    LossSpec loss = new LossSpec.CrossEntropy("", LossSpec.IGNORE_INDEX, 0, List.of(), false);
    this.plan =
        new TrainingPlanner(target)
            .plan(folder.resolve("model.onnx"), TargetSelector.ALL_NORMS, loss);
    this.reference = SafetensorsFile.open(folder.resolve("reference.safetensors"));
  }

  Path model() {
    return folder.resolve("model.onnx");
  }

  TrainingPlan plan() {
    return plan;
  }

  /** The recorded batch under the names of the plan's inputs. */
  List<NamedArray> batch() {
    List<NamedArray> batch = new ArrayList<>();
    for (PlannedInput input : plan.inputs()) {
      NamedArray array = reference.array(input.label() ? "label" : "input." + input.name());
      batch.add(NamedArray.of(input.name(), array.type(), array.bytes(), array.sizes()));
    }
    return batch;
  }

  /** A recorded float32 tensor. */
  float[] floats(String tensor) {
    return reference.floats(tensor);
  }

  @Override
  public void close() {
    reference.close();
  }
}

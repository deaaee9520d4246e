package io.lntune.trainer.checkpoint;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.checkpoint.CheckpointProperties;
import io.lntune.graph.emit.checkpoint.OptimizerGroup;
import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.Tensor;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.optimizer.OptimizerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Converts checkpoints of a run to and from those of ONNX Runtime Training. The position of the run
 * travels as a text property, which the runtime keeps when it saves the state again.
 */
public final class RuntimeCheckpoint {
  /** The property that holds the position. */
  public static final String POSITION = "lntune.position";

  private RuntimeCheckpoint() {}

  /** The checkpoint of a run as the runtime loads it. */
  public static TrainingCheckpoint of(RunCheckpoint run) {
    List<Tensor> values = run.trainable().stream().map(RuntimeCheckpoint::tensor).toList();
    RunPosition position = run.position();
    OptimizerGroup group =
        RuntimeMoments.group(run.optimizer(), values, (float) position.schedule().learningRate());
    String text = new StateJson(position, run.optimizer().step(), Map.of()).write();
    return TrainingCheckpoint.of(values)
        .withGroups(List.of(group))
        .withProperties(new CheckpointProperties(Map.of(), Map.of(), Map.of(POSITION, text)));
  }

  /**
   * A checkpoint of the runtime as one of a run.
   *
   * @param absent position of a state that no run ever had; its step is replaced
   * @throws LntuneException when the checkpoint has no values or not the moments of its optimizer
   */
  public static RunCheckpoint toRun(TrainingCheckpoint checkpoint, RunPosition absent) {
    if (checkpoint.nominal()) {
      throw LntuneException.badInput(
          "The checkpoint is nominal: it has no values", "", "Pass one that was saved with them.");
    }
    String text = checkpoint.properties().texts().get(POSITION);
    RunPosition known =
        text == null ? absent : StateJson.read(text, "property '" + POSITION + "'").position();
    // The runtime may have made more steps since, so its own count is the truth.
    RunPosition position =
        new RunPosition(
            checkpoint.step(),
            known.sampler(),
            known.schedule(),
            known.optimizer(),
            known.baseModelDigest(),
            known.attributes());
    List<NamedArray> values = new ArrayList<>();
    for (Tensor tensor : checkpoint.trainable()) {
      values.add(array(tensor));
    }
    OptimizerSettings settings = position.optimizer();
    return new RunCheckpoint(position, values, RuntimeMoments.state(checkpoint, settings));
  }

  private static Tensor tensor(NamedArray array) {
    return new Tensor(
        array.name(), array.type(), array.shape(), new InlineBytes(array.bytes()), null);
  }

  private static NamedArray array(Tensor tensor) {
    if (tensor.elementType() != DataType.FLOAT) {
      throw LntuneException.unsupported(
          "A parameter is trained in " + tensor.elementType().onnxName(),
          "tensor '" + tensor.name() + "'",
          "Runs keep float32 values.");
    }
    float[] values = new float[Math.toIntExact(tensor.elementCount())];
    tensor.bytes().asFloatBuffer().get(values);
    return NamedArray.ofFloats(tensor.name(), values, tensor.shape().sizes());
  }
}

package io.lntune.graph.emit;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lntune.graph.infer.RuntimeThread;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs emitted and merged models on ONNX Runtime as a user would, external data included. */
public final class PlanRun {
  private static final String WEIGHTS_FOLDER =
      "session.model_external_initializers_file_folder_path";

  private PlanRun() {}

  /** Float32 outputs of a model file. */
  public static Map<String, Tensor> file(Path model, Map<String, Tensor> feeds) {
    try (OrtSession.SessionOptions options = options();
        OrtSession session = RuntimeThread.environment().createSession(model.toString(), options)) {
      return run(session, feeds);
    } catch (OrtException e) {
      throw new AssertionError("ONNX Runtime refused " + model + ": " + e.getMessage(), e);
    }
  }

  /** Float32 outputs of a model in memory whose weights lie in {@code folder}. */
  public static Map<String, Tensor> bytes(
      ModelBytes model, Path folder, Map<String, Tensor> feeds) {
    try (OrtSession.SessionOptions options = options()) {
      options.addConfigEntry(WEIGHTS_FOLDER, folder.toString());
      try (OrtSession session =
          RuntimeThread.environment().createSession(model.toArray(), options)) {
        return run(session, feeds);
      }
    } catch (OrtException e) {
      throw new AssertionError("ONNX Runtime refused the model: " + e.getMessage(), e);
    }
  }

  private static OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
    options.setIntraOpNumThreads(1);
    return options;
  }

  private static Map<String, Tensor> run(OrtSession session, Map<String, Tensor> feeds)
      throws OrtException {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try {
      for (String name : session.getInputNames()) {
        inputs.put(name, tensor(feeds.get(name)));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> entry : result) {
          OnnxTensor value = (OnnxTensor) entry.getValue();
          FloatBuffer floats = value.getFloatBuffer();
          float[] copy = new float[floats.remaining()];
          floats.get(copy);
          Shape shape = Shape.of(value.getInfo().getShape());
          outputs.put(entry.getKey(), Tensor.ofFloats(entry.getKey(), shape, copy));
        }
        return outputs;
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(Tensor tensor) throws OrtException {
    OrtEnvironment environment = RuntimeThread.environment();
    long[] sizes = tensor.shape().sizes();
    ByteBuffer elements = tensor.bytes();
    ByteBuffer direct =
        ByteBuffer.allocateDirect(elements.remaining()).order(ByteOrder.nativeOrder());
    direct.put(elements).flip();
    return tensor.elementType() == DataType.INT64
        ? OnnxTensor.createTensor(environment, direct.asLongBuffer(), sizes)
        : OnnxTensor.createTensor(environment, direct.asFloatBuffer(), sizes);
  }
}

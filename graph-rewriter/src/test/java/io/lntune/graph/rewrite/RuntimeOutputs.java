package io.lntune.graph.rewrite;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.lntune.graph.infer.RuntimeThread;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Runs a model on ONNX Runtime, optimisations off. */
public final class RuntimeOutputs {
  private static final String TYPE_PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

  private RuntimeOutputs() {}

  /** The outputs of {@code model} by name. */
  public static Map<String, Tensor> of(Model model, Map<String, Tensor> feeds) {
    return of(ModelWriter.toBytes(model, TensorPlacement.INLINE), feeds);
  }

  /** The outputs of a model file by name. */
  public static Map<String, Tensor> of(byte[] model, Map<String, Tensor> feeds) {
    OrtEnvironment environment = RuntimeThread.environment();
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      try (OrtSession session = environment.createSession(model, options)) {
        for (String name : session.getInputNames()) {
          if (feeds.containsKey(name)) {
            inputs.put(name, feed(environment, feeds.get(name)));
          }
        }
        try (OrtSession.Result result = session.run(inputs)) {
          Map<String, Tensor> outputs = new LinkedHashMap<>();
          for (Map.Entry<String, OnnxValue> entry : result) {
            outputs.put(entry.getKey(), tensor(entry.getKey(), (OnnxTensor) entry.getValue()));
          }
          return outputs;
        }
      }
    } catch (OrtException e) {
      throw new AssertionError("ONNX Runtime refused the model: " + e.getMessage(), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  /** Seeded values for the typed inputs of {@code model}: floats in [-2, 2), integers 0 and 1. */
  public static Map<String, Tensor> feeds(Model model, long seed) {
    Random random = new Random(seed);
    Map<String, Tensor> feeds = new LinkedHashMap<>();
    for (Value input : model.graph().inputs()) {
      Shape shape = input.shape();
      long[] sizes = shape.sizes();
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = sizes[i] < 0 ? 3 : sizes[i];
      }
      Shape fixed = Shape.of(sizes);
      double[] values = new double[(int) fixed.elementCount()];
      boolean floating = input.elementType().isFloatingPoint();
      for (int i = 0; i < values.length; i++) {
        values[i] = floating ? random.nextDouble() * 4 - 2 : random.nextInt(2);
      }
      feeds.put(
          input.name(), TensorElements.encode(input.name(), input.elementType(), fixed, values));
    }
    return feeds;
  }

  private static OnnxTensor feed(OrtEnvironment environment, Tensor tensor) throws OrtException {
    ByteBuffer elements = tensor.bytes();
    ByteBuffer direct =
        ByteBuffer.allocateDirect(elements.remaining()).order(ByteOrder.nativeOrder());
    direct.put(elements).flip();
    return OnnxTensor.createTensor(
        environment,
        direct,
        tensor.shape().sizes(),
        OnnxJavaType.valueOf(tensor.elementType().name()));
  }

  private static Tensor tensor(String name, OnnxTensor value) {
    TensorInfo type = value.getInfo();
    DataType elementType = DataType.valueOf(type.onnxType.name().substring(TYPE_PREFIX.length()));
    ByteBuffer bytes = value.getByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    copy.put(bytes).flip();
    return new Tensor(name, elementType, Shape.of(type.getShape()), new InlineBytes(copy), null);
  }
}

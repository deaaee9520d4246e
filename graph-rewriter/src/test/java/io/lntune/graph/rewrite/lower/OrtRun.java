package io.lntune.graph.rewrite.lower;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.lntune.graph.infer.RuntimeThread;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a small graph in ONNX Runtime without graph optimisation, so that the named kernels run. */
final class OrtRun {
  /** Last opset of ONNX IR version 10. */
  private static final long LAST_OPSET_OF_IR_10 = 22;

  private OrtRun() {}

  /** Every output, flattened. */
  static List<double[]> outputs(Graph graph, long opset, List<Tensor> feeds) {
    Map<String, Long> opsets = new LinkedHashMap<>();
    opsets.put("", opset);
    for (Node node : graph.nodes()) {
      opsets.putIfAbsent(node.op().domain(), 1L);
    }
    byte[] model = OnnxBytes.model(graph, opset > LAST_OPSET_OF_IR_10 ? 11 : 10, opsets);
    OrtEnvironment environment = RuntimeThread.environment();
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      try (OrtSession session = environment.createSession(model, options)) {
        for (Tensor feed : feeds) {
          if (session.getInputNames().contains(feed.name())) {
            inputs.put(feed.name(), tensor(environment, feed));
          }
        }
        try (OrtSession.Result result = session.run(inputs)) {
          List<double[]> outputs = new ArrayList<>();
          for (Map.Entry<String, OnnxValue> entry : result) {
            outputs.add(doubles((OnnxTensor) entry.getValue()));
          }
          return outputs;
        }
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e.getMessage() + "\n" + graph.nodes(), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Tensor feed) throws OrtException {
    ByteBuffer view = feed.bytes();
    ByteBuffer bytes = ByteBuffer.allocateDirect(view.remaining()).order(ByteOrder.nativeOrder());
    bytes.put(view).flip();
    OnnxJavaType type =
        switch (feed.elementType()) {
          case FLOAT -> OnnxJavaType.FLOAT;
          case INT32 -> OnnxJavaType.INT32;
          case INT64 -> OnnxJavaType.INT64;
          case INT8 -> OnnxJavaType.INT8;
          case UINT8 -> OnnxJavaType.UINT8;
          case BOOL -> OnnxJavaType.BOOL;
          default -> throw new IllegalArgumentException(feed.toString());
        };
    return OnnxTensor.createTensor(environment, bytes, feed.shape().sizes(), type);
  }

  private static double[] doubles(OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
    double[] values = new double[Math.toIntExact(info.getNumElements())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (info.type) {
            case FLOAT -> bytes.getFloat(4 * i);
            case INT32 -> bytes.getInt(4 * i);
            case INT64 -> bytes.getLong(8 * i);
            default -> bytes.get(i);
          };
    }
    return values;
  }
}

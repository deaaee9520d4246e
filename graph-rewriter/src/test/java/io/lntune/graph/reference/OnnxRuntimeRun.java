package io.lntune.graph.reference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.lntune.graph.infer.RuntimeThread;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import io.lntune.graph.rewrite.CanonicalOpset;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs a graph on ONNX Runtime without optimisations and hands the outputs back as arrays. */
final class OnnxRuntimeRun {
  private static final String TYPE_PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

  private OnnxRuntimeRun() {}

  static Map<String, Array> run(Graph graph, long opset, Map<String, Array> feeds)
      throws OrtException {
    Model model = new Model(graph);
    model.setIrVersion(CanonicalOpset.IR_VERSION);
    model.opsets().put("", opset);
    model.opsets().put(OpId.MICROSOFT, 1L);
    byte[] bytes = ModelWriter.toBytes(model, TensorPlacement.INLINE);
    OrtEnvironment environment = RuntimeThread.environment();
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(bytes, options)) {
        for (Map.Entry<String, Array> feed : feeds.entrySet()) {
          inputs.put(feed.getKey(), tensor(environment, feed.getValue()));
        }
        try (OrtSession.Result result = session.run(inputs)) {
          Map<String, Array> outputs = new LinkedHashMap<>();
          for (Map.Entry<String, OnnxValue> entry : result) {
            outputs.put(entry.getKey(), array((OnnxTensor) entry.getValue()));
          }
          return outputs;
        }
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Array array) throws OrtException {
    ByteBuffer elements = array.toTensor("feed").bytes();
    ByteBuffer direct =
        ByteBuffer.allocateDirect(elements.remaining()).order(ByteOrder.nativeOrder());
    direct.put(elements).flip();
    OnnxJavaType type = OnnxJavaType.valueOf(array.type().name());
    return OnnxTensor.createTensor(environment, direct, array.dims(), type);
  }

  private static Array array(OnnxTensor tensor) {
    TensorInfo type = tensor.getInfo();
    DataType elementType = DataType.valueOf(type.onnxType.name().substring(TYPE_PREFIX.length()));
    Shape shape = Shape.of(type.getShape());
    ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    return Array.of(new Tensor("result", elementType, shape, new InlineBytes(bytes), null));
  }
}

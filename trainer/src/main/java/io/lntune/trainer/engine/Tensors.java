package io.lntune.trainer.engine;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.lntune.graph.LntuneException;
import io.lntune.graph.infer.RuntimeThread;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Tensor;
import io.lntune.trainer.data.NamedArray;
import java.nio.ByteBuffer;

/** Converts between arrays and the runtime's tensors; direct memory is shared, not copied. */
final class Tensors {
  private Tensors() {}

  static OnnxTensor of(NamedArray array) throws OrtException {
    return OnnxTensor.createTensor(
        RuntimeThread.environment(), array.bytes(), array.sizes(), javaType(array.type()));
  }

  static OnnxTensor of(Tensor tensor) throws OrtException {
    return OnnxTensor.createTensor(
        RuntimeThread.environment(),
        tensor.bytes(),
        tensor.shape().sizes(),
        javaType(tensor.elementType()));
  }

  /** The output {@code name} of a run. */
  static OnnxTensor output(OrtSession.Result result, String name) {
    if (result.get(name).orElse(null) instanceof OnnxTensor tensor) {
      return tensor;
    }
    throw new IllegalStateException("no output " + name);
  }

  /** A copy of a result. */
  static NamedArray copy(String name, OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    DataType type = dataType(info);
    NamedArray array = NamedArray.allocate(name, type, info.getShape());
    ByteBuffer target = array.bytes();
    ByteBuffer source = tensor.getByteBuffer();
    target.put(source);
    return array;
  }

  /** A copy of a result in the Java heap, for results that are soon forgotten. */
  static NamedArray onHeap(String name, OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    return NamedArray.of(name, dataType(info), tensor.getByteBuffer(), info.getShape());
  }

  private static DataType dataType(TensorInfo info) {
    String name = info.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
    return DataType.valueOf(name);
  }

  private static OnnxJavaType javaType(DataType type) {
    return switch (type) {
      case FLOAT -> OnnxJavaType.FLOAT;
      case DOUBLE -> OnnxJavaType.DOUBLE;
      case FLOAT16 -> OnnxJavaType.FLOAT16;
      case BFLOAT16 -> OnnxJavaType.BFLOAT16;
      case INT64 -> OnnxJavaType.INT64;
      case INT32 -> OnnxJavaType.INT32;
      case INT16 -> OnnxJavaType.INT16;
      case INT8 -> OnnxJavaType.INT8;
      case UINT8 -> OnnxJavaType.UINT8;
      case BOOL -> OnnxJavaType.BOOL;
      default ->
          throw LntuneException.unsupported(
              "Inputs of type " + type.onnxName() + " cannot be fed",
              "",
              "Re-export the model with standard input types.");
    };
  }
}

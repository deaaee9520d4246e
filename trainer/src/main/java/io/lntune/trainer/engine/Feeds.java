package io.lntune.trainer.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.lntune.trainer.data.NamedArray;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Inputs of one run: the engine's own parameters, and batch tensors that are closed afterwards. */
final class Feeds implements AutoCloseable {
  private final Map<String, OnnxTensor> tensors;
  private final List<OnnxTensor> owned = new ArrayList<>();

  Feeds(Map<String, OnnxTensor> parameters) {
    this.tensors = new LinkedHashMap<>(parameters);
  }

  /**
   * The parameters and one tensor per array.
   *
   * @throws OrtException when the runtime refuses an array; the others are closed then
   */
  static Feeds of(Map<String, OnnxTensor> parameters, Collection<NamedArray> batch)
      throws OrtException {
    Feeds feeds = new Feeds(parameters);
    try {
      for (NamedArray array : batch) {
        feeds.add(array.name(), Tensors.of(array));
      }
    } catch (OrtException | RuntimeException e) {
      feeds.close();
      throw e;
    }
    return feeds;
  }

  void add(String name, OnnxTensor tensor) {
    tensors.put(name, tensor);
    owned.add(tensor);
  }

  Map<String, OnnxTensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    owned.forEach(OnnxTensor::close);
  }
}

package io.lntune.trainer.engine;

import ai.onnxruntime.OnnxTensor;
import java.util.ArrayList;
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

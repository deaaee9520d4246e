package io.lntune.trainer.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lntune.graph.infer.RuntimeThread;
import io.lntune.trainer.data.NamedArray;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs a model file as any user of ONNX Runtime would, without anything of the training side. */
public final class InferenceSession implements AutoCloseable {
  private final Path model;
  private final OrtSession session;
  private boolean closed;

  /** Opens a model file in a session of its own. */
  public InferenceSession(Path model) {
    this.model = model;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      this.session = RuntimeThread.environment().createSession(model.toString(), options);
    } catch (OrtException e) {
      throw Sessions.runtimeFailure("ONNX Runtime cannot load the model", e, model);
    }
  }

  /** All outputs by name for the given inputs; arrays the model does not know are left out. */
  public Map<String, NamedArray> run(Collection<NamedArray> inputs) {
    try (Feeds feeds = new Feeds(Map.of())) {
      for (NamedArray array : inputs) {
        if (session.getInputNames().contains(array.name())) {
          feeds.add(array.name(), Tensors.of(array));
        }
      }
      try (OrtSession.Result result = session.run(feeds.tensors())) {
        Map<String, NamedArray> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> entry : result) {
          if (entry.getValue() instanceof OnnxTensor tensor) {
            outputs.put(entry.getKey(), Tensors.copy(entry.getKey(), tensor));
          }
        }
        return outputs;
      }
    } catch (OrtException e) {
      throw Sessions.dataFailure("The model cannot be run", e, model);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      session.close();
    } catch (OrtException e) {
      throw Sessions.runtimeFailure("ONNX Runtime cannot close a session", e, model);
    }
  }
}

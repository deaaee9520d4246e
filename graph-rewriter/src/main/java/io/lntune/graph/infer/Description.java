package io.lntune.graph.infer;

import io.lntune.graph.ir.TensorType;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Types of values that ONNX Runtime is finding out on a thread of its own. */
final class Description {
  private final FutureTask<Map<String, TensorType>> task;

  private Description(FutureTask<Map<String, TensorType>> task) {
    this.task = task;
  }

  static Description start(Callable<Map<String, TensorType>> work) {
    Description description = new Description(new FutureTask<>(work));
    Thread thread = new Thread(description.task, "shape inference");
    thread.setDaemon(true);
    thread.start();
    return description;
  }

  /**
   * The types of all computed values by name; waits for them.
   *
   * @throws io.lntune.graph.LntuneException when ONNX Runtime cannot load the model
   */
  Map<String, TensorType> types() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException("describing a graph failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a graph was described", e);
    }
  }
}

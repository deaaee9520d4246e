package io.lntune.graph.infer;

import ai.onnxruntime.OrtEnvironment;

/** ONNX Runtime's native library, which takes about 0.1 seconds to load. */
public final class RuntimeLibrary {
  private RuntimeLibrary() {}

  /** Has the library loaded beside the caller, who will need it later. */
  public static void loadBeside() {
    // What goes wrong is told where the runtime is asked for something.
    Thread thread = new Thread(OrtEnvironment::getEnvironment, "runtime library");
    thread.setUncaughtExceptionHandler((failed, reason) -> {});
    thread.setDaemon(true);
    thread.start();
  }
}

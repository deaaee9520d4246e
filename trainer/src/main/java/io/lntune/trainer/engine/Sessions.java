package io.lntune.trainer.engine;

import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.ModelBytes;
import io.lntune.graph.infer.RuntimeThread;
import io.lntune.graph.ir.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Opens and runs sessions on models whose weights lie in the base model's folder. */
final class Sessions {
  /** Where the runtime looks for external data of a model that it gets as bytes. */
  private static final String WEIGHTS_FOLDER =
      "session.model_external_initializers_file_folder_path";

  private Sessions() {}

  static OrtSession open(ModelBytes model, Path base, EngineOptions engine) {
    OrtSession session = create(model, base, engine);
    if (!model.derived().isEmpty()) {
      // The runtime has copies now. Only the collector takes the mappings of the file away, and
      // only once the frame that held them is gone.
      System.gc();
    }
    return session;
  }

  private static OrtSession create(ModelBytes model, Path base, EngineOptions engine) {
    OrtEnvironment environment = RuntimeThread.environment();
    Path folder = base.toAbsolutePath().normalize().getParent();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      // Its plan of the second run would come on top of what the first run allocated.
      options.setMemoryPatternOptimization(false);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      if (engine.threads() > 0) {
        options.setIntraOpNumThreads(engine.threads());
      }
      options.addConfigEntry(WEIGHTS_FOLDER, String.valueOf(folder));
      // Integer kernels round in other places than the quantised graph says, and gradients notice.
      options.addConfigEntry("session.disable_quant_qdq", "1");
      RuntimeThread.flushSubnormals(options);
      if (!engine.prepack()) {
        options.addConfigEntry("session.disable_prepacking", "1");
      }
      if (engine.profile() != null) {
        options.enableProfiling(engine.profile().toString());
      }
      try (Feeds derived = derived(model)) {
        if (!derived.tensors().isEmpty()) {
          options.addExternalInitializers(new LinkedHashMap<>(derived.tensors()));
        }
        return environment.createSession(model.toArray(), options);
      }
    } catch (OrtException e) {
      throw runtimeFailure("ONNX Runtime cannot load the training model", e, base);
    }
  }

  /** Runs a session for all its outputs. */
  static OrtSession.Result run(OrtSession session, Feeds feeds) throws OrtException {
    return RuntimeThread.call(() -> session.run(feeds.tensors()));
  }

  /** Runs a session for some outputs that it makes and others that it writes into. */
  static OrtSession.Result run(
      OrtSession session, Feeds feeds, Set<String> made, Map<String, OnnxValue> written)
      throws OrtException {
    return RuntimeThread.call(() -> session.run(feeds.tensors(), made, written));
  }

  /** The runtime copies them when the session is made. */
  private static Feeds derived(ModelBytes model) throws OrtException {
    Feeds feeds = new Feeds(Map.of());
    for (Map.Entry<String, Tensor> entry : model.derived().entrySet()) {
      feeds.add(entry.getKey(), Tensors.of(entry.getValue()));
    }
    return feeds;
  }

  static LntuneException runtimeFailure(String what, OrtException e, Path base) {
    return LntuneException.unsupported(
            what + ": " + firstLine(e),
            base.toString(),
            "Check that the base model itself runs in ONNX Runtime.")
        .causedBy(e);
  }

  /** A run that the runtime refused, almost always because of the data. */
  static LntuneException dataFailure(String what, OrtException e, Path base) {
    return LntuneException.badInput(
            what + ": " + firstLine(e),
            base.toString(),
            "Check that the data fits the model's inputs: shapes, and indices within their range.")
        .causedBy(e);
  }

  private static String firstLine(OrtException e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}

package io.lntune.trainer.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtTrainingSession;
import io.lntune.graph.LntuneException;
import io.lntune.graph.infer.RuntimeThread;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** A training session of ONNX Runtime, with its inputs put in order. */
final class OrtTrainingRuntime implements AutoCloseable {
  private final OrtTrainingSession session;

  private OrtTrainingRuntime(OrtTrainingSession session) {
    this.session = session;
  }

  static OrtTrainingRuntime open(TrainingFiles files, EngineOptions engine) {
    OrtEnvironment environment = RuntimeThread.environment();
    if (!environment.isTrainingEnabled()) {
      throw LntuneException.unsupported(
          "The build of ONNX Runtime in this process cannot train",
          "",
          "Select the training library before anything else uses ONNX Runtime.");
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      if (engine.threads() > 0) {
        options.setIntraOpNumThreads(engine.threads());
      }
      RuntimeThread.flushSubnormals(options);
      // Integer kernels round in other places than the quantised graph says, and gradients notice.
      options.addConfigEntry("session.disable_quant_qdq", "1");
      // Prepacking is not mentioned here: training sessions turn it off and refuse to be asked.
      return new OrtTrainingRuntime(
          environment.createTrainingSession(
              files.checkpoint().toString(),
              files.training().toString(),
              files.eval().toString(),
              files.optimizer().toString(),
              options));
    } catch (OrtException e) {
      throw Sessions.runtimeFailure(
          "ONNX Runtime Training cannot load the artefacts", e, files.training());
    }
  }

  /** Makes the next {@link #train} overwrite the gradients instead of adding to them. */
  void resetGradients() throws OrtException {
    session.lazyResetGrad();
  }

  /** Runs forward and backward; all outputs, because the runtime yields all or none. */
  OrtSession.Result train(Map<String, OnnxTensor> inputs) throws OrtException {
    return RuntimeThread.call(
        () -> session.trainStep(inOrder(session.getTrainInputNames(), inputs)));
  }

  /** Runs forward. */
  OrtSession.Result evaluate(Map<String, OnnxTensor> inputs) throws OrtException {
    return RuntimeThread.call(() -> session.evalStep(inOrder(session.getEvalInputNames(), inputs)));
  }

  /** Updates the parameters by the gradients added up since they were reset. */
  void update(double learningRate) throws OrtException {
    // Also after every start: a checkpoint brings a rate of its own.
    session.setLearningRate((float) learningRate);
    session.optimizerStep();
  }

  /** Writes parameters and, after an update, moments. */
  void save(Path checkpoint) throws OrtException {
    session.saveCheckpoint(checkpoint, true);
  }

  /** The runtime takes inputs by position and does not look at their names. */
  private static Map<String, OnnxTensor> inOrder(
      Collection<String> names, Map<String, OnnxTensor> inputs) {
    Map<String, OnnxTensor> ordered = new LinkedHashMap<>();
    for (String name : names) {
      OnnxTensor tensor = inputs.get(name);
      if (tensor == null) {
        throw LntuneException.badInput(
            "The batch has no array for the model's input '" + name + "'",
            "",
            "Add an array of that name to the data.");
      }
      ordered.put(name, tensor);
    }
    return ordered;
  }

  @Override
  public void close() {
    session.close();
  }
}

package io.lntune.graph.infer;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import io.lntune.graph.rewrite.CanonicalOpset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The thread that runs models on ONNX Runtime, for one caller after the other. It takes subnormal
 * numbers (below 1.2e-38) for zero: the softmax of masked scores makes them, and many processors
 * need a hundred cycles for each, so that it took a tenth of a step with 1024 tokens. The runtime
 * does so on its own threads where a session asks for it, but on a thread that calls it only where
 * that thread made the process's first session. This one does, so that callers' threads keep the
 * arithmetic of Java.
 */
public final class RuntimeThread {
  private static final String FLUSH_SUBNORMALS = "session.set_denormal_as_zero";

  private static final ExecutorService THREAD =
      Executors.newSingleThreadExecutor(RuntimeThread::daemon);

  private static final Future<OrtEnvironment> OPENED = THREAD.submit(RuntimeThread::open);

  private RuntimeThread() {}

  /** Work that the runtime may refuse. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws OrtException;
  }

  /** Has the library loaded beside the caller, who will need it later; takes 0.1 seconds. */
  public static void start() {
    // What goes wrong is told where the runtime is asked for something. Loading this class is all.
  }

  /** The runtime's environment, for sessions that are made after this thread's first. */
  public static OrtEnvironment environment() {
    try {
      return finished(OPENED);
    } catch (ExecutionException e) {
      // Fails in the same way, with the reason, or has recovered.
      return OrtEnvironment.getEnvironment();
    }
  }

  /** Has the runtime's own threads of a session take subnormal numbers for zero. */
  public static void flushSubnormals(OrtSession.SessionOptions options) throws OrtException {
    options.addConfigEntry(FLUSH_SUBNORMALS, "1");
  }

  /** Does {@code work} on this thread and waits for it; not to be called from such work. */
  public static <T> T call(Work<T> work) throws OrtException {
    try {
      return finished(THREAD.submit(work::run));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OrtException refused) {
        throw refused;
      }
      if (e.getCause() instanceof RuntimeException failed) {
        throw failed;
      }
      if (e.getCause() instanceof Error fatal) {
        throw fatal;
      }
      throw new IllegalStateException("running a model failed", e.getCause());
    }
  }

  /** Waits also while interrupted: a run cannot be called off, and reads the caller's memory. */
  private static <T> T finished(Future<T> result) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "onnx runtime");
    thread.setDaemon(true);
    return thread;
  }

  private static OrtEnvironment open() throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      flushSubnormals(options);
      options.setIntraOpNumThreads(1);
      environment.createSession(smallest(), options).close();
    }
    return environment;
  }

  private static byte[] smallest() {
    Graph graph = new Graph(null);
    graph.setName("first");
    TensorType one = new TensorType(DataType.FLOAT, Shape.of(1));
    Value input = graph.define("input");
    input.setType(one);
    graph.addInput(input);
    Value output = graph.define("output");
    output.setType(one);
    graph.insert(null, OpId.onnx("Identity"), "", List.of(input), List.of(output), Map.of());
    graph.addOutput(output);
    Model model = new Model(graph);
    model.setIrVersion(CanonicalOpset.IR_VERSION);
    model.opsets().put("", CanonicalOpset.VERSION);
    return ModelWriter.toBytes(model, TensorPlacement.INLINE);
  }
}

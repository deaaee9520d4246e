package io.lntune.trainer.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lntune.graph.emit.PlannedCache;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.NamedArray;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes the values of the frozen prefix on the stock ONNX Runtime. Not thread-safe. */
public final class PrefixModel implements AutoCloseable {
  private final TrainingPlan plan;
  private final EngineOptions options;
  private @Nullable OrtSession session;

  /** The prefix of {@code plan}, which has one; the session is opened when it is first needed. */
  public PrefixModel(TrainingPlan plan, EngineOptions options) {
    this.plan = plan;
    this.options = options.withPrepack(options.prepack() && plan.prepack());
  }

  /** The kept values, in their order, for the prefix's inputs. */
  public List<NamedArray> run(Collection<NamedArray> inputs) {
    if (session == null) {
      session = Sessions.open(plan.prefix().prefix(), plan.base(), options);
    }
    try (Feeds feeds = Feeds.of(Map.of(), inputs);
        OrtSession.Result result = Sessions.run(session, feeds)) {
      List<NamedArray> values = new ArrayList<>();
      for (PlannedCache value : plan.prefix().values()) {
        values.add(Tensors.onHeap(value.name(), Tensors.output(result, value.name())));
      }
      return values;
    } catch (OrtException e) {
      throw Sessions.dataFailure("The frozen prefix cannot be run", e, plan.base());
    }
  }

  /** Frees native memory; another run takes it again. */
  @Override
  public void close() {
    try {
      if (session != null) {
        session.close();
        session = null;
      }
    } catch (OrtException e) {
      throw Sessions.runtimeFailure("ONNX Runtime cannot close a session", e, plan.base());
    }
  }
}

package io.lntune.trainer.engine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a runtime session is set up.
 *
 * @param threads threads of one operator; 0 lets the runtime choose
 * @param prepack whether weights may be repacked at load where the plan asks for it
 * @param profile where the runtime writes the time of every operator, with the time of day and
 *     {@code .json} after the name, when the engine is closed; null for no profile
 */
public record EngineOptions(int threads, boolean prepack, @Nullable Path profile) {
  /** The runtime's own choice of threads. */
  public static final EngineOptions DEFAULT = new EngineOptions(0, true, null);

  public EngineOptions {
    if (threads < 0) {
      throw new IllegalArgumentException("threads " + threads);
    }
  }

  public EngineOptions withThreads(int value) {
    return new EngineOptions(value, prepack, profile);
  }

  public EngineOptions withPrepack(boolean value) {
    return new EngineOptions(threads, value, profile);
  }

  public EngineOptions withProfile(Path value) {
    return new EngineOptions(threads, prepack, value);
  }
}

package io.lntune.trainer.engine;

/**
 * How a runtime session is set up.
 *
 * @param threads threads of one operator; 0 lets the runtime choose
 * @param prepack whether weights are repacked at load: faster steps, one more copy of the weights
 */
public record EngineOptions(int threads, boolean prepack) {
  /** The runtime's own choice of threads. */
  public static final EngineOptions DEFAULT = new EngineOptions(0, true);

  public EngineOptions {
    if (threads < 0) {
      throw new IllegalArgumentException("threads " + threads);
    }
  }

  public EngineOptions withThreads(int value) {
    return new EngineOptions(value, prepack);
  }

  public EngineOptions withPrepack(boolean value) {
    return new EngineOptions(threads, value);
  }
}

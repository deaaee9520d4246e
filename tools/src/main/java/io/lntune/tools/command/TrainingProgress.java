package io.lntune.tools.command;

import io.lntune.tools.cli.Progress;
import io.lntune.trainer.train.TrainingListener;
import io.lntune.trainer.train.TrainingState;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows step, loss, learning rate, speed and time left. */
final class TrainingProgress implements TrainingListener {
  private final Progress progress;
  private final Supplier<String> rest;
  private long firstStep;
  private @Nullable TrainingState last;

  /** Shows on {@code progress}, and {@code rest} after that. */
  TrainingProgress(Progress progress, Supplier<String> rest) {
    this.progress = progress;
    this.rest = rest;
  }

  @Override
  public void onStart(long step, long totalSteps) {
    firstStep = step;
  }

  @Override
  public void onStep(TrainingState state) {
    last = state;
    progress.update(line(state, firstStep) + rest.get());
  }

  @Override
  public void onEnd(TrainingState state) {
    progress.finish(line(state, firstStep));
  }

  /** Where the run ended; null when there was nothing left to do. */
  @Nullable TrainingState last() {
    return last;
  }

  private static String line(TrainingState state, long firstStep) {
    double left = state.secondsLeft(state.step() - firstStep);
    return String.format(
        Locale.ROOT,
        "step %d/%d  epoch %d  loss %.4f%s  learning rate %.2e  %.1f examples/s  %s",
        state.step(),
        state.totalSteps(),
        state.epoch() + 1,
        state.loss(),
        state.parts().size() > 1 ? SummaryText.parts(state.parts()) : "",
        state.learningRate(),
        state.seconds() > 0 ? state.examples() / state.seconds() : 0,
        state.step() == state.totalSteps()
            ? "took " + Durations.text(state.seconds())
            : Durations.text(left) + " left");
  }
}

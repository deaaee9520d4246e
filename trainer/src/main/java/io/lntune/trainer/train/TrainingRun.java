package io.lntune.trainer.train;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.file.AtomicDirectory;
import io.lntune.trainer.checkpoint.CheckpointStore;
import io.lntune.trainer.checkpoint.RunCheckpoint;
import io.lntune.trainer.checkpoint.RunPosition;
import io.lntune.trainer.data.BatchSampler;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.engine.TrainingEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One training run from artefacts to checkpoint, in a folder of its own. */
public final class TrainingRun {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrainingRun.class);

  /** Name in checkpoints of how batches are made. */
  private static final String BATCHING = "batching";

  private final Path artifacts;
  private final TrainingPlan plan;
  private final TrainingSettings settings;
  private final MicroBatches microBatches;

  /** A run of the plan in the folder {@code artifacts}, in parts that suit model and machine. */
  public TrainingRun(Path artifacts, TrainingPlan plan, TrainingSettings settings) {
    this(artifacts, plan, settings, MicroBatches.automatic(plan.division(), 0));
  }

  /** The same in parts that the caller chooses. */
  public TrainingRun(
      Path artifacts, TrainingPlan plan, TrainingSettings settings, MicroBatches microBatches) {
    this.artifacts = artifacts;
    this.plan = plan;
    this.settings = settings;
    this.microBatches = microBatches;
  }

  /**
   * Trains on {@code data} and leaves metrics and checkpoints in {@code directory}. A new run that
   * fails before its first checkpoint leaves nothing.
   *
   * @param resume continues from the newest checkpoint; otherwise a folder with a run is refused
   * @throws LntuneException when there is a run already, or one of another base is resumed
   */
  public void run(
      TrainingEngine engine,
      Dataset data,
      Path directory,
      boolean resume,
      List<TrainingListener> listeners) {
    boolean existed = Files.exists(directory);
    boolean wasRun = RunDirectory.isRun(directory);
    if (wasRun && !resume) {
      throw LntuneException.usage(
          "There is a run in " + directory + " already",
          "Continue it with --resume, or name another --out folder.");
    }
    String base = ArtifactSet.baseDigest(artifacts);
    Optional<RunCheckpoint> saved = resume ? newest(directory, base) : Optional.empty();
    boolean finished = false;
    RunDirectory run = RunDirectory.create(directory, artifacts);
    try (MetricsFile metrics = MetricsFile.after(step(saved), run.metrics(), data::counts)) {
      TrainingLoop loop =
          new TrainingLoop(engine, plan, data, settings, microBatches, List.of(metrics));
      train(engine, loop, run.checkpoints(), base, saved, listeners);
      finished = true;
    } finally {
      if (!finished && !wasRun && run.checkpoints().steps().isEmpty()) {
        discard(run, directory, existed);
      }
    }
  }

  private static Optional<RunCheckpoint> newest(Path directory, String base) {
    Optional<RunCheckpoint> saved =
        RunDirectory.checkpoints(directory).newest(note -> LOGGER.warn("{}", note));
    if (saved.isPresent() && !saved.get().position().baseModelDigest().equals(base)) {
      throw LntuneException.badInput(
          "The run was started from another base model",
          directory.toString(),
          "Resume with the artefacts of the first run, or name another --out folder.");
    }
    return saved;
  }

  private static long step(Optional<RunCheckpoint> saved) {
    return saved.map(checkpoint -> checkpoint.position().step()).orElse(0L);
  }

  private static void discard(RunDirectory run, Path directory, boolean existed) {
    if (existed) {
      run.removeFiles();
    } else {
      AtomicDirectory.remove(directory);
    }
  }

  private void train(
      TrainingEngine engine,
      TrainingLoop loop,
      CheckpointStore checkpoints,
      String base,
      Optional<RunCheckpoint> saved,
      List<TrainingListener> listeners) {
    if (saved.isPresent()) {
      saved.get().restore(engine.parameters());
      engine.restore(saved.get().optimizer());
      requireBatching(saved.get().position(), loop.sampler().batching());
      loop.sampler().restore(saved.get().position().sampler());
    }
    // Saved before the caller's listeners hear of the step, so that their failure loses nothing.
    loop.listen(
        new PeriodicCheckpoints(
            checkpoints, settings.checkpointSteps(), () -> present(engine, loop, base)));
    listeners.forEach(loop::listen);
    loop.run();
  }

  private static void requireBatching(RunPosition position, String present) {
    String saved = position.attributes().getOrDefault(BATCHING, BatchSampler.SHUFFLED);
    if (!saved.equals(present)) {
      throw LntuneException.usage(
          "The run was started with other batches (" + saved + ") than these (" + present + ")",
          "Resume with the same data, --batching, --batch-size and --batch-tokens.");
    }
  }

  private RunCheckpoint present(TrainingEngine engine, TrainingLoop loop, String base) {
    RunPosition position =
        new RunPosition(
            engine.updates(),
            loop.sampler().state(),
            loop.schedule(),
            settings.rule().optimizer(),
            base,
            Map.of(BATCHING, loop.sampler().batching()));
    return RunCheckpoint.of(position, engine.parameters(), engine.optimizerState());
  }
}

package io.lntune.trainer.train;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.file.AtomicDirectory;
import io.lntune.graph.ir.Shape;
import io.lntune.trainer.checkpoint.RunCheckpoint;
import io.lntune.trainer.checkpoint.RunPosition;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.engine.TrainableParameter;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.optimizer.Optimizer;
import io.lntune.trainer.optimizer.ParameterGroup;
import io.lntune.trainer.optimizer.ParameterState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One training run from artefacts to checkpoint, in a folder of its own. */
public final class TrainingRun {
  private final Path artifacts;
  private final TrainingPlan plan;
  private final TrainingSettings settings;

  /** A run of the plan in the folder {@code artifacts}. */
  public TrainingRun(Path artifacts, TrainingPlan plan, TrainingSettings settings) {
    this.artifacts = artifacts;
    this.plan = plan;
    this.settings = settings;
  }

  /**
   * Trains on {@code data} and leaves metrics and a checkpoint in {@code directory}. A new run that
   * fails before its first checkpoint leaves nothing.
   *
   * @param resume continues from the newest checkpoint; otherwise a folder with a run is refused
   */
  public void run(
      TrainingEngine engine,
      Dataset data,
      Path directory,
      boolean resume,
      List<TrainingListener> listeners) {
    boolean existed = Files.exists(directory);
    if (RunDirectory.isRun(directory) && !resume) {
      throw LntuneException.usage(
          "There is a run in " + directory + " already",
          "Continue it with --resume, or name another --out folder.");
    }
    boolean finished = false;
    RunDirectory run = RunDirectory.create(directory, artifacts);
    try (MetricsFile metrics = new MetricsFile(run.metrics())) {
      List<TrainingListener> all = new ArrayList<>(listeners);
      all.add(metrics);
      train(engine, data, run, resume, all);
      finished = true;
    } finally {
      if (!finished && !existed && run.checkpoints().steps().isEmpty()) {
        AtomicDirectory.remove(directory);
      }
    }
  }

  private void train(
      TrainingEngine engine,
      Dataset data,
      RunDirectory run,
      boolean resume,
      List<TrainingListener> listeners) {
    List<ParameterState> states = states(engine);
    TrainingLoop loop = new TrainingLoop(engine, plan, data, settings, listeners);
    Optimizer optimizer = settings.optimizer().create(states);
    Optional<RunCheckpoint> saved =
        resume ? run.checkpoints().newest(note -> {}) : Optional.empty();
    if (saved.isPresent()) {
      saved.get().restore(states);
      optimizer.restore(saved.get().optimizer());
      loop.sampler().restore(saved.get().position().sampler());
    }
    loop.run(optimizer);
    RunPosition position =
        new RunPosition(
            optimizer.stepCount(),
            loop.sampler().state(),
            loop.schedule(),
            settings.optimizer(),
            ArtifactSet.baseDigest(artifacts),
            Map.of());
    run.checkpoints().save(RunCheckpoint.of(position, states, optimizer.state()));
  }

  private static List<ParameterState> states(TrainingEngine engine) {
    List<ParameterState> states = new ArrayList<>();
    for (TrainableParameter parameter : engine.parameters()) {
      long[] shape = parameter.planned().shape().stream().mapToLong(Long::longValue).toArray();
      ParameterGroup group =
          ParameterGroup.DEFAULT.withDecayOrigin(parameter.planned().decayOrigin());
      states.add(
          new ParameterState(
              parameter.planned().name(), Shape.of(shape), parameter.value(), group));
    }
    return states;
  }
}

package io.lntune.trainer.checkpoint;

import io.lntune.graph.LntuneException;
import io.lntune.graph.file.AtomicDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The checkpoints of one run, {@code checkpoint-<step>} in the run's directory. One process writes
 * a run; a process that is killed at any moment leaves older checkpoints as they were.
 */
public final class CheckpointStore {
  private static final Pattern NAME = Pattern.compile("checkpoint-([0-9]{1,18})");

  private final Path runDirectory;
  private final int kept;

  /**
   * @param runDirectory created with the first checkpoint when it does not exist
   * @param kept newest intact checkpoints that stay; older ones are removed after each save
   */
  public CheckpointStore(Path runDirectory, int kept) {
    if (kept < 1) {
      throw LntuneException.usage("Keeping " + kept + " checkpoints", "Keep at least 1.");
    }
    this.runDirectory = runDirectory;
    this.kept = kept;
  }

  /** Where the checkpoint of {@code step} is or would be. */
  public Path path(long step) {
    return runDirectory.resolve("checkpoint-" + step);
  }

  /**
   * Writes {@code checkpoint}, then removes those beyond the number to keep.
   *
   * @return the directory that was written
   */
  public Path save(RunCheckpoint checkpoint) {
    try {
      Files.createDirectories(runDirectory);
    } catch (IOException e) {
      throw unreadable("Cannot create the run's directory", e);
    }
    AtomicDirectory.removeAbandoned(runDirectory);
    Path directory = path(checkpoint.position().step());
    CheckpointFiles.write(directory, checkpoint);
    removeOld(checkpoint.position().step());
    return directory;
  }

  /** Steps that have a checkpoint, newest first; damaged ones are among them. */
  public List<Long> steps() {
    List<Long> steps = new ArrayList<>();
    if (!Files.isDirectory(runDirectory)) {
      return steps;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(runDirectory)) {
      for (Path entry : entries) {
        OptionalLong step = step(entry);
        if (step.isPresent()) {
          steps.add(step.getAsLong());
        }
      }
    } catch (IOException e) {
      throw unreadable("Cannot list the run's directory", e);
    }
    steps.sort(Comparator.reverseOrder());
    return steps;
  }

  private OptionalLong step(Path entry) {
    Matcher name = NAME.matcher(String.valueOf(entry.getFileName()));
    if (!name.matches() || !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
      return OptionalLong.empty();
    }
    long step = Long.parseLong(name.group(1));
    return entry.equals(path(step)) ? OptionalLong.of(step) : OptionalLong.empty();
  }

  /**
   * The newest intact checkpoint.
   *
   * @param skipped is told, in a sentence, about each newer one that is damaged
   */
  public Optional<RunCheckpoint> newest(Consumer<String> skipped) {
    for (long step : steps()) {
      try {
        return Optional.of(CheckpointFiles.read(path(step)));
      } catch (LntuneException e) {
        skipped.accept("Skipped a damaged checkpoint: " + e.getMessage() + ".");
      }
    }
    return Optional.empty();
  }

  // A checkpoint counts only when it can be resumed from, so a damaged one never displaces a good.
  private void removeOld(long written) {
    int intact = 0;
    for (long step : steps()) {
      if (intact >= kept && step != written) {
        AtomicDirectory.remove(path(step));
      } else if (step == written || isIntact(step)) {
        intact++;
      }
    }
  }

  private boolean isIntact(long step) {
    try {
      return CheckpointFiles.read(path(step)).position().step() == step;
    } catch (LntuneException damaged) {
      return false;
    }
  }

  private LntuneException unreadable(String what, IOException e) {
    return LntuneException.badInput(
            what + ": " + e.getMessage(),
            runDirectory.toString(),
            "Check the path and its permissions.")
        .causedBy(e);
  }
}

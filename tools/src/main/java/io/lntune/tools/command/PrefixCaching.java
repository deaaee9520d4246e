package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.FrozenPrefix;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.file.AtomicDirectory;
import io.lntune.tools.cli.Output;
import io.lntune.tools.cli.Progress;
import io.lntune.trainer.cache.CacheFigures;
import io.lntune.trainer.cache.CachedDataset;
import io.lntune.trainer.cache.DiskStore;
import io.lntune.trainer.cache.EntryStore;
import io.lntune.trainer.cache.MemoryStore;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.engine.PrefixModel;
import io.lntune.trainer.engine.StepModel;
import io.lntune.trainer.engine.StepModelEngine;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.engine.UpdateRule;
import io.lntune.trainer.train.TrainingListener;
import io.lntune.trainer.train.TrainingSettings;
import io.lntune.trainer.train.TrainingState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A run whose frozen prefix is computed once per example, and what is said of it. */
final class PrefixCaching implements TrainingListener, AutoCloseable {
  /** Folder in that of the run. */
  private static final String FOLDER = "prefix-cache";

  private final PrefixCacheOption option;
  private final Dataset data;
  private final CachedDataset cached;
  private final PrefixModel model;
  private final Output output;
  private final @Nullable Path folder;
  private @Nullable Progress progress;
  private boolean told;

  private PrefixCaching(
      PrefixCacheOption option,
      TrainingPlan plan,
      Dataset data,
      EngineOptions engine,
      EntryStore store,
      @Nullable Path folder,
      Output output) {
    this.option = option;
    this.data = data;
    this.model = new PrefixModel(plan, engine);
    this.cached = new CachedDataset(data, plan.prefix(), model::run, store);
    this.folder = folder;
    this.output = output;
  }

  /**
   * Decides whether to cache.
   *
   * @param data the examples, which stay open when the result is closed
   * @param identity what entries on disk are computed from
   * @param directory folder of the run
   * @return null when the whole step model is run for every batch
   * @throws LntuneException when a cache is asked for and cannot be had
   */
  static @Nullable PrefixCaching open(
      PrefixCacheOption option,
      EngineChoice choice,
      TrainingPlan plan,
      Dataset data,
      EngineOptions engine,
      TrainingSettings settings,
      Supplier<String> identity,
      Path directory,
      Output output) {
    boolean automatic = option.mode() == PrefixCacheOption.Mode.AUTO;
    if (option.mode() == PrefixCacheOption.Mode.OFF) {
      return null;
    }
    FrozenPrefix prefix = plan.prefix();
    if (choice.isRuntime() || !prefix.isPresent()) {
      if (automatic) {
        return null;
      }
      throw LntuneException.unsupported(
          "Nothing can be cached: "
              + (choice.isRuntime()
                  ? "ONNX Runtime Training runs whole models"
                  : prefix.obstacle()),
          plan.base().toString(),
          "Leave out --prefix-cache.");
    }
    if (automatic && passes(settings, data) <= 1) {
      return null;
    }
    if (automatic && !settings.limits().repeated() && isRagged(data)) {
      output.note(
          "note: "
              + ofForward(prefix)
              + " need not be computed more than once per example, but batches of other lengths are"
              + " made in every epoch; --batching repeated makes them once");
      return null;
    }
    Path folder = option.mode() == PrefixCacheOption.Mode.DISK ? directory.resolve(FOLDER) : null;
    EntryStore store =
        folder == null
            ? new MemoryStore(option.limit())
            : DiskStore.open(
                folder, identity.get(), option.limit(), note -> output.note("note: " + note));
    PrefixCaching caching = new PrefixCaching(option, plan, data, engine, store, folder, output);
    return automatic && !caching.fits(prefix) ? null : caching;
  }

  private static double passes(TrainingSettings settings, Dataset data) {
    return settings.length().steps() > 0
        ? (double) settings.length().steps()
            * settings.limits().batchSize()
            * settings.accumulation()
            / data.size()
        : settings.length().epochs();
  }

  private static boolean isRagged(Dataset data) {
    int[] lengths = data.lengths();
    return Arrays.stream(lengths).anyMatch(length -> length != lengths[0]);
  }

  private static String ofForward(FrozenPrefix prefix) {
    return String.format(
        Locale.ROOT, "%.0f %% of the forward's matrix products", 100 * prefix.share());
  }

  /** Whether all examples have room, by the size of the first. */
  private boolean fits(FrozenPrefix prefix) {
    cached.batch(new long[] {0});
    int[] lengths = data.lengths();
    double examples =
        lengths.length == 0
            ? data.size()
            : Arrays.stream(lengths).asLongStream().sum() / Math.max(1.0, lengths[0]);
    long needed = (long) (cached.figures().bytes() * examples);
    if (cached.figures().full() || needed > option.limit()) {
      output.note(
          String.format(
              Locale.ROOT,
              "note: %s could be computed once per example, but keeping them takes about %s, more"
                  + " than --prefix-cache-limit %s; a higher limit or --prefix-cache disk has room",
              ofForward(prefix),
              Sizes.bytes(needed),
              Sizes.bytes(option.limit())));
      close();
      return false;
    }
    output.note(
        String.format(
            Locale.ROOT,
            "note: %s are computed once per example and kept in memory, about %s;"
                + " --prefix-cache off computes them at every step",
            ofForward(prefix),
            Sizes.bytes(needed)));
    return true;
  }

  /** The examples with what the prefix computes of them. */
  Dataset data() {
    return cached;
  }

  /** An engine that trains what comes after the prefix. */
  TrainingEngine engine(TrainingPlan plan, EngineOptions options, UpdateRule rule) {
    return new StepModelEngine(StepModel.afterPrefix(plan, options), rule);
  }

  /** Tells on {@code line} how far the cache is filled. */
  void showOn(Progress line) {
    progress = line;
  }

  /** What progress says of the cache; empty when there is nothing to wait for. */
  String state() {
    CacheFigures figures = cached.figures();
    return figures.entries() >= data.size() || figures.full()
        ? ""
        : "  prefix of " + figures.entries() + "/" + data.size() + " examples kept";
  }

  @Override
  public void onStep(TrainingState state) {
    CacheFigures figures = cached.figures();
    if (figures.full() && !told) {
      told = true;
      if (progress != null) {
        progress.endLine();
      }
      output.note(
          String.format(
              Locale.ROOT,
              "note: the prefix of %d examples is kept in %s; there is no room for more, so that of"
                  + " others is computed every time",
              figures.entries(),
              Sizes.bytes(figures.bytes())));
    }
  }

  /** What a program may want to know. */
  void put(ObjectNode root) {
    CacheFigures figures = cached.figures();
    root.putObject("prefix_cache")
        .put("where", folder == null ? "memory" : "disk")
        .put("hits", figures.hits())
        .put("misses", figures.misses())
        .put("entries", figures.entries())
        .put("bytes", figures.bytes())
        .put("full", figures.full());
  }

  /** Removes what is on disk, which no run will continue from. */
  void discard() {
    close();
    if (folder != null && Files.exists(folder)) {
      AtomicDirectory.remove(folder);
    }
  }

  @Override
  public void close() {
    cached.close();
    model.close();
  }
}

package io.lntune.tools.command;

import io.lntune.graph.emit.TrainingPlan;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.data.DatasetOptions;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.train.Features;
import java.nio.file.Path;

/** The options that say what goes through the model and on how many threads. */
final class DataOptions {
  static final String DATA = "data";
  static final String BATCH_SIZE = "batch-size";
  private static final String PAD_TOKEN_ID = "pad-token-id";
  private static final String THREADS = "threads";

  private DataOptions() {}

  static Flags add(Flags flags) {
    return flags
        .value(PAD_TOKEN_ID, "N", "token that fills short sequences (0)")
        .value(THREADS, "N", "threads of one operator (automatic)");
  }

  /** Opens {@code file} for {@code plan} and shows what is worth knowing about it. */
  static Dataset open(Invocation invocation, Path file, TrainingPlan plan) {
    Dataset dataset = openQuietly(invocation, file, plan);
    dataset.notes().forEach(note -> invocation.output().note("note: " + note));
    return dataset;
  }

  /** Opens {@code file} for {@code plan}. */
  static Dataset openQuietly(Invocation invocation, Path file, TrainingPlan plan) {
    DatasetOptions options = DatasetOptions.DEFAULT;
    long pad = invocation.integer(PAD_TOKEN_ID, options.padTokenId(), 0);
    return Features.open(file, plan, options.withPadTokenId(pad));
  }

  static EngineOptions engine(Invocation invocation) {
    return EngineOptions.DEFAULT.withThreads(invocation.count(THREADS, 0, 1));
  }
}

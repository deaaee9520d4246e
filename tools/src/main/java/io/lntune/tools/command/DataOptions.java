package io.lntune.tools.command;

import io.lntune.graph.emit.BaseIdentity;
import io.lntune.graph.emit.PlannedInput;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.data.DatasetOptions;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.train.Features;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The options that say what goes through the model and on how many threads. */
final class DataOptions {
  static final String DATA = "data";
  static final String BATCH_SIZE = "batch-size";
  private static final String COLUMN = "column";
  private static final String TRUNCATE = "truncate";
  private static final String PAD_TOKEN_ID = "pad-token-id";
  private static final String THREADS = "threads";

  private DataOptions() {}

  static Flags add(Flags flags) {
    return MicroBatchOption.add(flags)
        .values(COLUMN, "MODEL=DATA", "name in the data of what the model calls MODEL")
        .flag(TRUNCATE, "cut lists that are longer than the model takes")
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
    return Features.open(
        file,
        plan,
        options
            .withPadTokenId(pad)
            .withColumns(columns(invocation, plan))
            .withTruncate(invocation.has(TRUNCATE)));
  }

  /** What examples are made of, apart from where the file is. */
  static String identity(Invocation invocation, Path file, TrainingPlan plan) {
    BaseIdentity content = BaseIdentity.of(file);
    return "data "
        + content.size()
        + " "
        + content.digest()
        + "\npadding "
        + invocation.integer(PAD_TOKEN_ID, DatasetOptions.DEFAULT.padTokenId(), 0)
        + "\ntruncate "
        + invocation.has(TRUNCATE)
        + "\ncolumns "
        + new TreeMap<>(columns(invocation, plan));
  }

  private static Map<String, String> columns(Invocation invocation, TrainingPlan plan) {
    List<String> known = plan.inputs().stream().map(PlannedInput::name).toList();
    Map<String, String> columns = new LinkedHashMap<>();
    for (String given : invocation.texts(COLUMN)) {
      String name = modelName(given, known);
      if (name.isEmpty()) {
        throw invocation.usage(
            "--"
                + COLUMN
                + " is '"
                + given
                + "'; it must be MODEL_NAME=DATA_NAME, and the model's names are "
                + String.join(", ", known));
      }
      if (columns.put(name, given.substring(name.length() + 1)) != null) {
        throw invocation.usage("--" + COLUMN + " names '" + name + "' twice");
      }
    }
    return columns;
  }

  /** The longest known name that an equals sign follows: names may have such signs themselves. */
  private static String modelName(String given, List<String> known) {
    return known.stream()
        .filter(name -> given.startsWith(name + "=") && given.length() > name.length() + 1)
        .max(Comparator.comparingInt(String::length))
        .orElse("");
  }

  static EngineOptions engine(Invocation invocation) {
    return EngineOptions.DEFAULT.withThreads(invocation.count(THREADS, 0, 1));
  }
}

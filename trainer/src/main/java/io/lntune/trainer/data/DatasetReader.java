package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Opens a data file by its name, or by its first bytes when the name says nothing. */
public final class DatasetReader {
  private enum Format {
    SAFETENSORS,
    NPZ,
    JSONL
  }

  private static final Map<String, Format> SUFFIXES =
      Map.of(
          ".safetensors", Format.SAFETENSORS,
          ".npz", Format.NPZ,
          ".jsonl", Format.JSONL,
          ".ndjson", Format.JSONL);
  private static final Map<String, String> REMEDIES =
      Map.of(
          ".json", "Write one JSON object a line and name the file .jsonl.",
          ".npy", "Save the arrays with their names: numpy.savez('data.npz', input_ids=...).",
          ".csv", "Convert it to .jsonl, .npz or .safetensors.",
          ".parquet", "Convert it to .jsonl, .npz or .safetensors.",
          ".arrow", "Convert it to .jsonl, .npz or .safetensors.",
          ".gz", "Unpack it first.");
  private static final int SIGNATURE_BYTES = 16;

  private DatasetReader() {}

  /** Opens {@code path} with the default options. */
  public static Dataset open(Path path, FeatureSpec... features) {
    return open(path, DatasetOptions.DEFAULT, List.of(features));
  }

  /**
   * Opens {@code path} (safetensors, npz or JSON Lines) and checks that it has what {@code
   * features} ask for.
   */
  public static Dataset open(Path path, DatasetOptions options, List<FeatureSpec> features) {
    return switch (format(path)) {
      case SAFETENSORS -> take(SafetensorsFile.open(path), file -> arrays(file, options, features));
      case NPZ -> take(NpzFile.open(path), file -> arrays(file, options, features));
      case JSONL ->
          take(
              JsonlFile.open(path, options.maxLineBytes()), file -> lines(file, options, features));
    };
  }

  private static Dataset arrays(
      ArrayFile file, DatasetOptions options, List<FeatureSpec> features) {
    FeatureCompletion completion =
        new FeatureCompletion(features, spec -> file.contains(options.column(spec.name())), false);
    return completed(new ArrayDataset(file, options, completion.given()), completion, features);
  }

  private static Dataset lines(JsonlFile file, DatasetOptions options, List<FeatureSpec> features) {
    Set<String> fields = file.size() == 0 ? Set.of() : Set.copyOf(JsonExample.names(file, 0));
    FeatureCompletion completion =
        new FeatureCompletion(features, spec -> fields.contains(options.column(spec.name())), true);
    return completed(new JsonlDataset(file, options, completion.given()), completion, features);
  }

  private static Dataset completed(
      Dataset given, FeatureCompletion completion, List<FeatureSpec> features) {
    return completion.derived().isEmpty()
        ? given
        : new CompletedDataset(given, completion.derived(), features);
  }

  /** Closes {@code file} again when the dataset refuses it. */
  private static <F extends AutoCloseable> Dataset take(F file, Function<F, Dataset> dataset) {
    try {
      return dataset.apply(file);
    } catch (RuntimeException e) {
      try {
        file.close();
      } catch (Exception closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static Format format(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    String suffix = name.substring(Math.max(0, name.lastIndexOf('.')));
    Format byName = SUFFIXES.get(suffix);
    if (byName != null) {
      return byName;
    }
    if (Files.isDirectory(path)) {
      throw LntuneException.badInput(
          "The data is a folder", path.toString(), "Name one file in it.");
    }
    String remedy = REMEDIES.get(suffix);
    if (remedy != null) {
      throw LntuneException.unsupported("Cannot read " + suffix + " data", path.toString(), remedy);
    }
    return byContent(path);
  }

  private static Format byContent(Path path) {
    byte[] start;
    try (InputStream input = Files.newInputStream(path)) {
      start = input.readNBytes(SIGNATURE_BYTES);
    } catch (IOException e) {
      throw LntuneException.badInput(
              "Cannot read the file", path.toString(), "Check the path and its permissions.")
          .causedBy(e);
    }
    if (start.length > Long.BYTES && start[Long.BYTES] == '{' && start[Long.BYTES - 1] == 0) {
      return Format.SAFETENSORS;
    }
    if (start.length > 1 && start[0] == 'P' && start[1] == 'K') {
      return Format.NPZ;
    }
    if (start.length > 0 && start[0] == '{') {
      return Format.JSONL;
    }
    throw LntuneException.unsupported(
        "Not a data file of a known format",
        path.toString(),
        "Use .safetensors, .npz, or .jsonl with one JSON object a line.");
  }
}

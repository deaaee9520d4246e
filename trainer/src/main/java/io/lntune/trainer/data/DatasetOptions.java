package io.lntune.trainer.data;

import java.util.Map;

/**
 * How examples become batches.
 *
 * @param padTokenId token id that fills short sequences of {@code input_ids}
 * @param ignoreIndex class index that fills short label lists; the loss skips it
 * @param labelsFromInputIds whether missing labels are the input tokens themselves, as a causal
 *     language-model loss wants
 * @param columns name of a graph input to the name of its array or field in the file, where they
 *     differ
 * @param truncate whether lists longer than a fixed axis of the model are cut
 * @param maxLineBytes longest accepted line of a JSON Lines file
 */
public record DatasetOptions(
    long padTokenId,
    long ignoreIndex,
    boolean labelsFromInputIds,
    Map<String, String> columns,
    boolean truncate,
    int maxLineBytes) {
  /** Padding with token 0, ignore index -100, labels from the file, lines of up to 64 MiB. */
  public static final DatasetOptions DEFAULT =
      new DatasetOptions(0, -100, false, Map.of(), false, 64 << 20);

  public DatasetOptions {
    columns = Map.copyOf(columns);
  }

  public DatasetOptions withPadTokenId(long id) {
    return new DatasetOptions(id, ignoreIndex, labelsFromInputIds, columns, truncate, maxLineBytes);
  }

  public DatasetOptions withIgnoreIndex(long index) {
    return new DatasetOptions(
        padTokenId, index, labelsFromInputIds, columns, truncate, maxLineBytes);
  }

  public DatasetOptions withLabelsFromInputIds(boolean enabled) {
    return new DatasetOptions(padTokenId, ignoreIndex, enabled, columns, truncate, maxLineBytes);
  }

  public DatasetOptions withColumns(Map<String, String> names) {
    return new DatasetOptions(
        padTokenId, ignoreIndex, labelsFromInputIds, names, truncate, maxLineBytes);
  }

  public DatasetOptions withTruncate(boolean enabled) {
    return new DatasetOptions(
        padTokenId, ignoreIndex, labelsFromInputIds, columns, enabled, maxLineBytes);
  }

  public DatasetOptions withMaxLineBytes(int bytes) {
    return new DatasetOptions(
        padTokenId, ignoreIndex, labelsFromInputIds, columns, truncate, bytes);
  }

  /** Name in the file of what the model calls {@code feature}. */
  String column(String feature) {
    return columns.getOrDefault(feature, feature);
  }
}

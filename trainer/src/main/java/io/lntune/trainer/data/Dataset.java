package io.lntune.trainer.data;

import java.util.List;
import java.util.Map;

/** Examples that can be asked for in any order. Not thread-safe: batches share memory. */
public interface Dataset extends AutoCloseable {
  /** Number of examples, at least 1. */
  long size();

  /** What every batch contains. */
  List<FeatureSpec> features();

  /** The only number of examples that the model takes at once; -1 when any will do. */
  default long fixedBatchSize() {
    for (FeatureSpec feature : features()) {
      if (feature.hasRank() && feature.rank() > 0 && feature.dim(0).isStatic()) {
        return feature.dim(0).size();
      }
    }
    return -1;
  }

  /**
   * The examples at {@code exampleIndices}, in that order, at least one.
   *
   * @throws io.lntune.graph.LntuneException when a value does not fit the model's type or shape;
   *     the message names the file and the array or line
   */
  Batch batch(long[] exampleIndices);

  /** Tokens of each example before padding; empty when no axis is padded. */
  default int[] lengths() {
    return new int[0];
  }

  /** What a person should know about how the file is read: ignored arrays, filled-in features. */
  List<String> notes();

  /** Figures that are told with the metrics of every update, by name. */
  default Map<String, Long> counts() {
    return Map.of();
  }

  @Override
  void close();
}

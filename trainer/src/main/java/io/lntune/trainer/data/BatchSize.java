package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Dim;
import java.util.List;

/** Holds a batch to what its dataset and a model with a fixed batch axis allow. */
final class BatchSize {
  private BatchSize() {}

  static void check(long[] exampleIndices, long datasetSize, List<FeatureSpec> features) {
    if (exampleIndices.length == 0) {
      throw new IllegalArgumentException("a batch needs at least one example");
    }
    for (long index : exampleIndices) {
      if (index < 0 || index >= datasetSize) {
        throw new IndexOutOfBoundsException("example " + index + " of " + datasetSize);
      }
    }
    for (FeatureSpec feature : features) {
      Dim batch = feature.dim(0);
      if (batch.isStatic() && batch.size() != exampleIndices.length) {
        throw LntuneException.usage(
            "The model takes exactly "
                + batch.size()
                + " examples for '"
                + feature.name()
                + "' but the batch has "
                + exampleIndices.length,
            "Use that batch size and drop the last incomplete batch, or export the model with a"
                + " dynamic batch axis.");
      }
    }
  }
}

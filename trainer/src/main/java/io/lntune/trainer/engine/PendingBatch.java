package io.lntune.trainer.engine;

import io.lntune.trainer.data.NamedArray;
import java.util.Collection;
import java.util.List;

/**
 * A batch of the update in the making, in memory of its own. Its share in the mean is known only
 * when all batches are.
 *
 * @param arrays one array per input
 * @param weight relative to the other batches
 */
record PendingBatch(List<NamedArray> arrays, double weight) {
  PendingBatch {
    arrays = List.copyOf(arrays);
  }

  static PendingBatch copy(Collection<NamedArray> batch, double weight) {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight " + weight);
    }
    return new PendingBatch(batch.stream().map(PendingBatch::copy).toList(), weight);
  }

  private static NamedArray copy(NamedArray array) {
    NamedArray copy = NamedArray.allocate(array.name(), array.type(), array.sizes());
    copy.bytes().put(array.bytes());
    return copy;
  }
}

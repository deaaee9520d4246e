package io.lntune.trainer.cache;

import io.lntune.trainer.data.NamedArray;
import java.nio.ByteBuffer;

/** Takes one example out of a batch, and puts one into it. */
final class ExampleSlices {
  private ExampleSlices() {}

  /** Example {@code index} of {@code array} [examples, ...], as [1, ...]. */
  static NamedArray of(NamedArray array, int index) {
    long[] sizes = array.sizes();
    ByteBuffer bytes = array.bytes();
    int length = bytes.remaining() / Math.toIntExact(sizes[0]);
    sizes[0] = 1;
    return NamedArray.of(array.name(), array.type(), bytes.slice(index * length, length), sizes);
  }

  /** Axes of a batch of {@code examples} such values; a negative axis says that it is one. */
  static long[] batchSizes(NamedArray value, int axis, int examples) {
    long[] sizes = value.sizes();
    if (axis >= 0) {
      sizes[axis] = Math.multiplyExact(sizes[axis], (long) examples);
    }
    return sizes;
  }

  /** Copies {@code value}, example {@code index} of {@code examples}, to its place in a batch. */
  static void put(NamedArray value, int axis, int index, int examples, NamedArray batch) {
    ByteBuffer source = value.bytes();
    ByteBuffer target = batch.bytes();
    int runs = 1;
    for (int i = 0; i < axis; i++) {
      runs = Math.multiplyExact(runs, Math.toIntExact(value.size(i)));
    }
    int length = runs == 0 ? 0 : source.remaining() / runs;
    for (int run = 0; run < runs; run++) {
      target.put((run * examples + index) * length, source, run * length, length);
    }
  }
}

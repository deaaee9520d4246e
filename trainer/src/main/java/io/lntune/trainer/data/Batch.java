package io.lntune.trainer.data;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tensors of one step, by graph input name. A batch is valid until the dataset that made it is
 * asked for the next one, because memory is reused; while shapes repeat, the same {@link
 * NamedArray} objects come back with new values.
 */
public final class Batch {
  private final int examples;
  private final Map<String, NamedArray> arrays;

  /** A batch of arrays whose first axis has the size {@code examples}. */
  public Batch(int examples, Collection<NamedArray> arrays) {
    this.examples = examples;
    this.arrays = new LinkedHashMap<>();
    for (NamedArray array : arrays) {
      this.arrays.put(array.name(), array);
    }
  }

  /** Number of examples, the size of every first axis. */
  public int examples() {
    return examples;
  }

  /** The examples {@code from} to {@code to} (exclusive), in the same memory. */
  public Batch part(int from, int to) {
    return new Batch(
        to - from, arrays.values().stream().map(array -> array.examples(from, to)).toList());
  }

  /** All arrays in the order of the features; not to be changed. */
  public Collection<NamedArray> arrays() {
    return arrays.values();
  }

  /** The array for one graph input. */
  public NamedArray array(String name) {
    NamedArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("no feature '" + name + "' among " + arrays.keySet());
    }
    return array;
  }
}

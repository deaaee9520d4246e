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

  Batch(int examples, Collection<NamedArray> arrays) {
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

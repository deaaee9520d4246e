package io.lntune.trainer.cache;

import java.util.List;

/**
 * What an entry is of. The same example padded to another length is another entry: nothing says
 * that a model computes the same of it.
 *
 * @param example index in the data
 * @param sizes axes of the inputs of the prefix, without those that count examples
 */
record EntryKey(long example, List<Long> sizes) {
  EntryKey {
    sizes = List.copyOf(sizes);
  }
}

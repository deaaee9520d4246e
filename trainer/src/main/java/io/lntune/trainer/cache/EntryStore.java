package io.lntune.trainer.cache;

import io.lntune.trainer.data.NamedArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where entries are kept, up to a number of bytes. Not thread-safe. */
public interface EntryStore extends AutoCloseable {
  /** The arrays of an entry, valid until the next call; null when there are none to be trusted. */
  @Nullable List<NamedArray> find(EntryKey key);

  /** Keeps a copy of {@code arrays} and tells whether there was room. */
  boolean keep(EntryKey key, List<NamedArray> arrays);

  /** Bytes that are taken. */
  long bytes();

  /** Number of entries. */
  long entries();

  @Override
  void close();
}

package io.lntune.trainer.cache;

import io.lntune.trainer.data.NamedArray;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Entries outside the Java heap, in slabs that are taken as they are needed. */
public final class MemoryStore implements EntryStore {
  private static final int SLAB_BYTES = 16 << 20;

  private final long limit;
  private final Map<EntryKey, List<NamedArray>> entries = new HashMap<>();
  private ByteBuffer slab = ByteBuffer.allocate(0);
  private long bytes;
  private boolean full;

  /**
   * An empty store.
   *
   * @param limit most bytes of all entries together
   */
  public MemoryStore(long limit) {
    this.limit = limit;
  }

  @Override
  public @Nullable List<NamedArray> find(EntryKey key) {
    return entries.get(key);
  }

  @Override
  public boolean keep(EntryKey key, List<NamedArray> arrays) {
    long needed = arrays.stream().mapToLong(array -> array.bytes().remaining()).sum();
    if (full || needed > limit - bytes) {
      return false;
    }
    try {
      List<NamedArray> copies = new ArrayList<>();
      for (NamedArray array : arrays) {
        copies.add(copy(array));
      }
      entries.put(key, copies);
    } catch (OutOfMemoryError e) {
      // The virtual machine has a limit of its own for memory outside the heap.
      full = true;
      return false;
    }
    bytes += needed;
    return true;
  }

  private NamedArray copy(NamedArray array) {
    ByteBuffer source = array.bytes();
    int size = source.remaining();
    if (slab.remaining() < size) {
      slab =
          ByteBuffer.allocateDirect(Math.toIntExact(Math.min(limit, Math.max(SLAB_BYTES, size))));
    }
    ByteBuffer target = slab.slice(slab.position(), size);
    slab.position(slab.position() + size);
    target.duplicate().put(source);
    return NamedArray.of(array.name(), array.type(), target, array.sizes());
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public long entries() {
    return entries.size();
  }

  @Override
  public void close() {
    entries.clear();
  }
}

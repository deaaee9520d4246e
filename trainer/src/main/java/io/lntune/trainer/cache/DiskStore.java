package io.lntune.trainer.cache;

import io.lntune.graph.LntuneException;
import io.lntune.graph.file.AtomicDirectory;
import io.lntune.graph.file.AtomicWrite;
import io.lntune.trainer.data.NamedArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Entries one after the other in a file, beside a text that says what they were computed from.
 * Every entry has checksums: one that was cut off or damaged is passed over and computed anew.
 */
public final class DiskStore implements EntryStore {
  private static final String ENTRIES = "entries.bin";
  private static final String IDENTITY = "identity.txt";

  /** Where a record lies. */
  private record Place(long offset, int length) {}

  private final FileChannel file;
  private final long limit;
  private final Consumer<String> notes;
  private final Map<EntryKey, Place> places = new HashMap<>();
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private long end;
  private boolean full;

  private DiskStore(FileChannel file, long limit, Consumer<String> notes) {
    this.file = file;
    this.limit = limit;
    this.notes = notes;
  }

  /**
   * Opens the store in {@code folder}, which is made when it does not exist.
   *
   * @param identity what the entries are computed from; entries of anything else are thrown away
   * @param limit most bytes of the file
   * @param notes gets a line for everything that cannot be used
   * @throws LntuneException when the folder cannot be used
   */
  public static DiskStore open(Path folder, String identity, long limit, Consumer<String> notes) {
    try {
      if (Files.exists(folder) && !identity.equals(identity(folder))) {
        notes.accept(
            "The cached prefix in '"
                + folder
                + "' is of other data or another model; it is"
                + " computed anew.");
        AtomicDirectory.remove(folder);
      }
      Files.createDirectories(folder);
      AtomicWrite.text(folder.resolve(IDENTITY), true, identity);
      FileChannel file =
          FileChannel.open(
              folder.resolve(ENTRIES),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      DiskStore store = new DiskStore(file, limit, notes);
      store.readPlaces();
      return store;
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The cached prefix cannot be kept on disk: " + e.getMessage(),
              folder.toString(),
              "Check permissions and free space, or keep it in memory.")
          .causedBy(e);
    }
  }

  private static String identity(Path folder) throws IOException {
    Path file = folder.resolve(IDENTITY);
    return Files.isRegularFile(file) ? Files.readString(file) : "";
  }

  /** Everything after the first record that makes no sense is cut off. */
  private void readPlaces() throws IOException {
    long size = file.size();
    ByteBuffer preamble = buffer(EntryRecord.PREAMBLE);
    while (end + EntryRecord.PREAMBLE <= size) {
      fill(preamble.clear(), end);
      long described = preamble.getInt(0);
      long elements = preamble.getInt(4);
      long length = EntryRecord.PREAMBLE + described + elements;
      if (described < 0 || elements < 0 || length > Integer.MAX_VALUE || end + length > size) {
        break;
      }
      ByteBuffer description = buffer((int) described);
      fill(description, end + EntryRecord.PREAMBLE);
      EntryKey key = EntryRecord.key(preamble, description.flip());
      if (key == null) {
        break;
      }
      places.put(key, new Place(end, (int) length));
      end += length;
    }
    if (end < size) {
      notes.accept(
          "The cached prefix was cut off or damaged after "
              + places.size()
              + " entries;"
              + " the rest is computed anew.");
      file.truncate(end);
    }
  }

  @Override
  public @Nullable List<NamedArray> find(EntryKey key) {
    Place place = places.get(key);
    if (place == null) {
      return null;
    }
    if (buffer.capacity() < place.length()) {
      buffer = buffer(place.length());
    }
    List<NamedArray> arrays = null;
    try {
      fill(buffer.clear().limit(place.length()), place.offset());
      arrays = EntryRecord.read(key, buffer.flip());
    } catch (IOException e) {
      notes.accept("The cached prefix cannot be read: " + e.getMessage());
    }
    if (arrays == null) {
      places.remove(key);
      notes.accept(
          "A cached entry of example " + key.example() + " was damaged; it is computed anew.");
    }
    return arrays;
  }

  @Override
  public boolean keep(EntryKey key, List<NamedArray> arrays) {
    ByteBuffer record = EntryRecord.write(key, arrays);
    int length = record.remaining();
    if (full || length > limit - end) {
      return false;
    }
    try {
      for (long offset = end; record.hasRemaining(); ) {
        offset += file.write(record, offset);
      }
    } catch (IOException e) {
      notes.accept("The cached prefix cannot grow: " + e.getMessage());
      full = true;
      return false;
    }
    places.put(key, new Place(end, length));
    end += length;
    return true;
  }

  private void fill(ByteBuffer target, long from) throws IOException {
    long offset = from;
    while (target.hasRemaining()) {
      int read = file.read(target, offset);
      if (read < 0) {
        throw new IOException("the file ends at " + offset);
      }
      offset += read;
    }
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public long bytes() {
    return end;
  }

  @Override
  public long entries() {
    return places.size();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      notes.accept("The cached prefix cannot be closed: " + e.getMessage());
    }
  }
}

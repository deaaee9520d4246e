package io.lntune.trainer.cache;

import io.lntune.graph.ir.DataType;
import io.lntune.trainer.data.NamedArray;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An entry in a file, little-endian: the number of bytes that follow the first 12 up to the
 * elements and that of the elements (int32 each), the CRC-32C of what describes the entry and that
 * of the elements (RFC 3720), the description, the elements.
 *
 * <p>The description: example and number of sizes, the sizes; number of arrays; of each the length
 * of its name and the name in UTF-8, its type, its rank and its axes.
 */
final class EntryRecord {
  /** Bytes before the description. */
  static final int PREAMBLE = 16;

  private static final int LARGEST_DESCRIPTION = 1 << 16;

  private EntryRecord() {}

  /** Bytes of a record. */
  static ByteBuffer write(EntryKey key, List<NamedArray> arrays) {
    ByteBuffer description = describe(key, arrays);
    int elements = 0;
    for (NamedArray array : arrays) {
      elements = Math.addExact(elements, array.bytes().remaining());
    }
    ByteBuffer record = buffer(Math.addExact(PREAMBLE + description.remaining(), elements));
    record.putInt(description.remaining()).putInt(elements);
    record.putInt(checksum(description)).position(PREAMBLE);
    record.put(description);
    int start = record.position();
    arrays.forEach(array -> record.put(array.bytes()));
    record.flip();
    record.putInt(PREAMBLE - Integer.BYTES, checksum(record.slice(start, elements)));
    return record;
  }

  private static ByteBuffer describe(EntryKey key, List<NamedArray> arrays) {
    ByteBuffer description = buffer(LARGEST_DESCRIPTION);
    description.putLong(key.example()).putInt(key.sizes().size());
    key.sizes().forEach(description::putLong);
    description.putInt(arrays.size());
    for (NamedArray array : arrays) {
      byte[] name = array.name().getBytes(StandardCharsets.UTF_8);
      description.putInt(name.length).put(name);
      description.putInt(array.type().code()).putInt(array.rank());
      for (long size : array.sizes()) {
        description.putLong(size);
      }
    }
    return description.flip();
  }

  /** The key at the start of a description; null when it is damaged. */
  static @Nullable EntryKey key(ByteBuffer preamble, ByteBuffer description) {
    if (preamble.getInt(8) != checksum(description)) {
      return null;
    }
    try {
      return readKey(description.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return null;
    }
  }

  private static EntryKey readKey(ByteBuffer description) {
    long example = description.getLong();
    List<Long> sizes = new ArrayList<>();
    for (int left = description.getInt(); left > 0; left--) {
      sizes.add(description.getLong());
    }
    return new EntryKey(example, sizes);
  }

  /** The arrays of a whole record; null when it is damaged or of another key. */
  static @Nullable List<NamedArray> read(EntryKey key, ByteBuffer record) {
    int described = record.getInt(0);
    ByteBuffer description = slice(record, PREAMBLE, described);
    ByteBuffer elements = slice(record, PREAMBLE + described, record.getInt(4));
    if (record.getInt(8) != checksum(description) || record.getInt(12) != checksum(elements)) {
      return null;
    }
    if (!readKey(description).equals(key)) {
      return null;
    }
    List<NamedArray> arrays = new ArrayList<>();
    for (int left = description.getInt(); left > 0; left--) {
      byte[] name = new byte[description.getInt()];
      description.get(name);
      DataType type = DataType.ofCode(description.getInt());
      long[] sizes = new long[description.getInt()];
      long count = 1;
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = description.getLong();
        count = Math.multiplyExact(count, sizes[i]);
      }
      int length = Math.toIntExact(type.byteSize(count));
      ByteBuffer own = elements.slice(elements.position(), length);
      elements.position(elements.position() + length);
      arrays.add(NamedArray.of(new String(name, StandardCharsets.UTF_8), type, own, sizes));
    }
    return arrays;
  }

  private static ByteBuffer slice(ByteBuffer record, int start, int length) {
    return record.slice(start, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C digest = new CRC32C();
    digest.update(bytes.duplicate());
    return (int) digest.getValue();
  }
}

package io.lntune.graph.emit.checkpoint;

import com.google.flatbuffers.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table of a flatbuffer that may be damaged. Every read outside the buffer is an {@link
 * IndexOutOfBoundsException}, and nothing is allocated that the buffer could not hold: tables may
 * share their contents, so all reads together draw on one {@link ReadBudget}.
 */
final class FlatTable extends Table {
  private static final int VTABLE_HEADER_BYTES = 4;
  private static final int OFFSET_BYTES = 4;
  private static final int LONG_BYTES = 8;

  private final ReadBudget budget;

  private FlatTable(ByteBuffer bytes, int position, ReadBudget budget) {
    this.budget = budget;
    __reset(position, bytes);
  }

  /** The root of {@code bytes}, which are little-endian. */
  static FlatTable root(ByteBuffer bytes, ReadBudget budget) {
    return new FlatTable(bytes, bytes.getInt(0), budget);
  }

  private int offset(int field) {
    return __offset(VTABLE_HEADER_BYTES + Short.BYTES * field);
  }

  boolean has(int field) {
    return offset(field) != 0;
  }

  int integer(int field, int absent) {
    int offset = offset(field);
    return offset == 0 ? absent : bb.getInt(bb_pos + offset);
  }

  long number(int field, long absent) {
    int offset = offset(field);
    return offset == 0 ? absent : bb.getLong(bb_pos + offset);
  }

  float real(int field) {
    int offset = offset(field);
    return offset == 0 ? 0 : bb.getFloat(bb_pos + offset);
  }

  boolean flag(int field) {
    int offset = offset(field);
    return offset != 0 && bb.get(bb_pos + offset) != 0;
  }

  /** The text; empty when absent. */
  String text(int field) {
    if (!has(field)) {
      return "";
    }
    length(field, 1);
    return __string(bb_pos + offset(field));
  }

  @Nullable FlatTable table(int field) {
    int offset = offset(field);
    return offset == 0 ? null : new FlatTable(bb, __indirect(bb_pos + offset), budget);
  }

  /** What {@code read} makes of every table of a vector; empty when absent. */
  <T> List<T> tables(int field, Function<FlatTable, T> read) {
    List<T> list = new ArrayList<>();
    if (has(field)) {
      int count = length(field, OFFSET_BYTES);
      int start = __vector(offset(field));
      for (int i = 0; i < count; i++) {
        list.add(read.apply(new FlatTable(bb, __indirect(start + OFFSET_BYTES * i), budget)));
      }
    }
    return list;
  }

  /** The numbers of a vector; empty when absent. */
  long[] numbers(int field) {
    if (!has(field)) {
      return new long[0];
    }
    long[] numbers = new long[length(field, LONG_BYTES)];
    int start = __vector(offset(field));
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = bb.getLong(start + LONG_BYTES * i);
    }
    return numbers;
  }

  /** A view of the bytes of a vector; null when absent. */
  @Nullable ByteBuffer bytes(int field) {
    if (!has(field)) {
      return null;
    }
    int count = length(field, 0);
    int start = __vector(offset(field));
    return bb.duplicate().clear().slice(start, count);
  }

  /** The length of a vector whose elements are within the buffer; {@code cost} is that of one. */
  private int length(int field, int cost) {
    int start = __vector(offset(field));
    int count = __vector_len(offset(field));
    if (start < 0 || count < 0 || (long) start + (long) count * Math.max(cost, 1) > bb.limit()) {
      throw new IndexOutOfBoundsException(count + " elements at byte " + start);
    }
    budget.take((long) count * cost);
    return count;
  }
}

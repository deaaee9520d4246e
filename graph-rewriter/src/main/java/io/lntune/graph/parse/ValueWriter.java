package io.lntune.graph.parse;

import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.proto.TypeProto;
import io.lntune.graph.parse.proto.ValueInfoProto;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns declarations of values back into the schema. */
final class ValueWriter {
  private ValueWriter() {}

  /** The declaration at {@code index} of a list that had {@code entries} in the file. */
  static ValueInfoProto write(Value value, List<ValueEntry> entries, int index) {
    ValueEntry entry = entry(value, entries, index);
    return entry == null ? write(value, ValueInfoProto.getDefaultInstance()) : write(value, entry);
  }

  /** The line with the value's present name and type. */
  static ValueInfoProto write(Value value, ValueEntry entry) {
    if (!Objects.equals(value.type(), entry.type())) {
      return write(value, entry.proto());
    }
    ValueInfoProto proto = entry.proto();
    return proto.getName().equals(value.name())
        ? proto
        : proto.toBuilder().setName(value.name()).build();
  }

  /** A line for a value about which the file said nothing. */
  static ValueInfoProto write(Value value, ValueInfoProto old) {
    ValueInfoProto.Builder builder = old.toBuilder().setName(value.name());
    TypeProto type = old.getType();
    if (value.type() == null) {
      builder.clearType();
    } else {
      builder.setType(TypeConversion.write(value.type(), type));
    }
    return builder.build();
  }

  private static @Nullable ValueEntry entry(Value value, List<ValueEntry> entries, int index) {
    if (index < entries.size() && entries.get(index).value() == value) {
      return entries.get(index);
    }
    for (ValueEntry each : entries) {
      if (each.value() == value) {
        return each;
      }
    }
    return null;
  }
}

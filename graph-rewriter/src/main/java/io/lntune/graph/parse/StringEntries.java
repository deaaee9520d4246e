package io.lntune.graph.parse;

import io.lntune.graph.parse.proto.StringStringEntryProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Key-value lists of the schema. */
final class StringEntries {
  private StringEntries() {}

  /** The entries in order; of equal keys the last counts. */
  static Map<String, String> toMap(List<StringStringEntryProto> entries) {
    if (entries.isEmpty()) {
      return Map.of();
    }
    Map<String, String> map = new LinkedHashMap<>();
    entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
    return map;
  }

  static List<StringStringEntryProto> of(Map<String, String> map) {
    List<StringStringEntryProto> entries = new ArrayList<>();
    map.forEach((key, value) -> entries.add(of(key, value)));
    return entries;
  }

  static StringStringEntryProto of(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}

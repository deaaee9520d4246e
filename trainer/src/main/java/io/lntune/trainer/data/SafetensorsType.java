package io.lntune.trainer.data;

import io.lntune.graph.ir.DataType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How safetensors spells element types. */
final class SafetensorsType {
  private static final Map<String, DataType> BY_NAME = names();

  private SafetensorsType() {}

  private static Map<String, DataType> names() {
    Map<String, DataType> names = new LinkedHashMap<>();
    names.put("BOOL", DataType.BOOL);
    names.put("U8", DataType.UINT8);
    names.put("I8", DataType.INT8);
    names.put("U16", DataType.UINT16);
    names.put("I16", DataType.INT16);
    names.put("U32", DataType.UINT32);
    names.put("I32", DataType.INT32);
    names.put("U64", DataType.UINT64);
    names.put("I64", DataType.INT64);
    names.put("F16", DataType.FLOAT16);
    names.put("BF16", DataType.BFLOAT16);
    names.put("F32", DataType.FLOAT);
    names.put("F64", DataType.DOUBLE);
    names.put("C64", DataType.COMPLEX64);
    names.put("F8_E4M3", DataType.FLOAT8E4M3FN);
    names.put("F8_E5M2", DataType.FLOAT8E5M2);
    names.put("F8_E8M0", DataType.FLOAT8E8M0);
    names.put("F4", DataType.FLOAT4E2M1);
    return Map.copyOf(names);
  }

  static Optional<DataType> parse(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  static Optional<String> name(DataType type) {
    return BY_NAME.entrySet().stream()
        .filter(entry -> entry.getValue() == type)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}

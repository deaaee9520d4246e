package io.lntune.trainer.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON header of a safetensors file and refuses one that contradicts itself: the tensors
 * must tile the data exactly, without overlap or hole, each with the bytes that its type and shape
 * need. Source: the format description of the safetensors project.
 */
final class SafetensorsHeader {
  /** Type, shape and place of one tensor; offsets count from the first byte after the header. */
  record Entry(ArrayHeader header, long begin, long end) {}

  private static final String METADATA = "__metadata__";
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String where;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private SafetensorsHeader(String where) {
    this.where = where;
  }

  /** Parses {@code header}, which describes {@code dataBytes} bytes of tensor data. */
  static SafetensorsHeader parse(ByteBuffer header, long dataBytes, String where) {
    SafetensorsHeader result = new SafetensorsHeader(where);
    try {
      CharSequence text = StandardCharsets.UTF_8.newDecoder().decode(header);
      if (text.length() == 0 || text.charAt(0) != '{') {
        throw result.damaged("The header does not begin with '{'");
      }
      try (JsonParser json = JSON.createParser(text.toString())) {
        result.read(json);
      }
    } catch (CharacterCodingException e) {
      throw result.damaged("The header is not UTF-8 text").causedBy(e);
    } catch (JsonProcessingException e) {
      throw result.damaged("The header is not valid JSON: " + e.getOriginalMessage()).causedBy(e);
    } catch (IOException e) {
      throw result.damaged("The header cannot be read").causedBy(e);
    }
    result.requireTiling(dataBytes);
    return result;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  Map<String, Entry> entries() {
    return entries;
  }

  private void read(JsonParser json) throws IOException {
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      requireToken(json.nextToken(), JsonToken.START_OBJECT, "'" + name + "'");
      if (name.equals(METADATA)) {
        readMetadata(json);
      } else {
        entries.put(name, readEntry(name, json));
      }
    }
    if (json.nextToken() != null) {
      throw damaged("The header has text after its closing brace");
    }
  }

  private void readMetadata(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      requireToken(json.nextToken(), JsonToken.VALUE_STRING, METADATA + " value '" + key + "'");
      metadata.put(key, json.getText());
    }
  }

  private Entry readEntry(String name, JsonParser json) throws IOException {
    String typeName = null;
    List<Long> sizes = null;
    List<Long> offsets = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "dtype" -> {
          requireToken(json.currentToken(), JsonToken.VALUE_STRING, "dtype of '" + name + "'");
          typeName = json.getText();
        }
        case "shape" -> sizes = readSizes(json, "shape of '" + name + "'");
        case "data_offsets" -> offsets = readSizes(json, "data_offsets of '" + name + "'");
        default -> throw damaged("Tensor '" + name + "' has an unknown key '" + key + "'");
      }
    }
    if (typeName == null || sizes == null || offsets == null || offsets.size() != 2) {
      throw damaged("Tensor '" + name + "' needs dtype, shape and two data_offsets");
    }
    return entry(name, typeName, sizes, offsets.get(0), offsets.get(1));
  }

  private Entry entry(String name, String typeName, List<Long> sizes, long begin, long end) {
    Optional<DataType> type = SafetensorsType.parse(typeName);
    if (type.isEmpty()) {
      throw LntuneException.unsupported(
          "Tensor '" + name + "' has the element type " + typeName,
          where,
          "Convert it to float32, float16, bfloat16 or an integer type.");
    }
    ArrayHeader header =
        new ArrayHeader(
            name, type.get(), Shape.of(sizes.stream().mapToLong(Long::longValue).toArray()));
    long needed;
    try {
      needed = header.byteSize();
    } catch (ArithmeticException e) {
      throw damaged("Tensor '" + name + "' has an impossibly large shape").causedBy(e);
    }
    if (end < begin || end - begin != needed) {
      throw damaged(
          "Tensor '"
              + name
              + "' occupies bytes "
              + begin
              + " to "
              + end
              + " but "
              + header.type()
              + " "
              + header.shape()
              + " needs "
              + needed
              + " bytes");
    }
    return new Entry(header, begin, end);
  }

  private List<Long> readSizes(JsonParser json, String what) throws IOException {
    requireToken(json.currentToken(), JsonToken.START_ARRAY, what);
    List<Long> sizes = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      requireToken(json.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
      long size = json.getLongValue();
      if (size < 0) {
        throw damaged("Negative number in the " + what);
      }
      sizes.add(size);
    }
    return sizes;
  }

  private void requireTiling(long dataBytes) {
    List<Entry> ordered = new ArrayList<>(entries.values());
    ordered.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long expected = 0;
    for (Entry entry : ordered) {
      if (entry.begin() != expected) {
        String problem = entry.begin() < expected ? "overlaps another" : "leaves a hole before it";
        throw damaged("Tensor '" + entry.header().name() + "' " + problem);
      }
      expected = entry.end();
    }
    if (expected != dataBytes) {
      throw damaged(
          "The tensors take "
              + expected
              + " bytes but the file has "
              + dataBytes
              + " bytes of data");
    }
  }

  private void requireToken(@Nullable JsonToken found, JsonToken wanted, String what) {
    if (found != wanted) {
      throw damaged("The " + what + " is not written as the format asks");
    }
  }

  private LntuneException damaged(String what) {
    return LntuneException.badInput(
        what, where, "The file is damaged or not safetensors; write or download it again.");
  }
}

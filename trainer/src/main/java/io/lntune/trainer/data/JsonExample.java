package io.lntune.trainer.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The wanted fields of one line, read again and again into the same memory. */
final class JsonExample {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Map<String, JsonValues> fields = new LinkedHashMap<>();

  /** An example with the given fields and the element types to read them as. */
  JsonExample(Map<String, DataType> wanted) {
    wanted.forEach((name, type) -> fields.put(name, new JsonValues(type)));
  }

  /** The field called {@code name}, which must be one of the wanted. */
  JsonValues field(String name) {
    JsonValues values = fields.get(name);
    if (values == null) {
      throw new IllegalArgumentException(name);
    }
    return values;
  }

  /** Names of the wanted fields that the line has. */
  Set<String> present() {
    Set<String> names = new LinkedHashSet<>();
    fields.forEach(
        (name, values) -> {
          if (values.isPresent()) {
            names.add(name);
          }
        });
    return names;
  }

  /** Names of all fields on a line, wanted or not. */
  static List<String> names(JsonlFile file, int index) {
    List<String> names = new ArrayList<>();
    try (JsonParser json = parser(file.line(index))) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        names.add(json.currentName());
        json.nextToken();
        json.skipChildren();
      }
      return names;
    } catch (IOException e) {
      throw invalid(file, index, e);
    }
  }

  /** Reads line {@code index} of {@code file}; an error names the file, the line and the field. */
  void read(JsonlFile file, int index) {
    fields.values().forEach(JsonValues::clear);
    try (JsonParser json = parser(file.line(index))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw bad(file, index, "The line is not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        JsonValues values = fields.get(name);
        if (values == null) {
          json.skipChildren();
        } else {
          read(values, name, json, file, index);
        }
      }
      if (json.nextToken() != null) {
        throw bad(file, index, "The line has text after its object");
      }
    } catch (IOException e) {
      throw invalid(file, index, e);
    }
  }

  private static void read(
      JsonValues values, String name, JsonParser json, JsonlFile file, int index)
      throws IOException {
    try {
      values.read(json);
    } catch (JsonFieldException e) {
      throw bad(file, index, "The field '" + name + "' " + e.problem()).causedBy(e);
    }
  }

  private static JsonParser parser(ByteBuffer line) throws IOException {
    return JSON.createParser(line.array(), line.arrayOffset() + line.position(), line.remaining());
  }

  private static LntuneException invalid(JsonlFile file, int index, IOException e) {
    String detail =
        e instanceof JsonProcessingException problem
            ? problem.getOriginalMessage()
            : String.valueOf(e.getMessage());
    return bad(file, index, "The line is not valid JSON: " + detail).causedBy(e);
  }

  private static LntuneException bad(JsonlFile file, int index, String what) {
    return LntuneException.badInput(
        what, file.where(index), "Write one JSON object of numbers and lists of numbers a line.");
  }
}

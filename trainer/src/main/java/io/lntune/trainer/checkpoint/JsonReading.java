package io.lntune.trainer.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.lntune.graph.LntuneException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Fields of one JSON object; a missing or mistyped one is an error that names it. */
final class JsonReading {
  private final JsonNode node;
  private final String where;

  JsonReading(JsonNode node, String where) {
    this.node = node;
    this.where = where;
    if (!node.isObject()) {
      throw damaged("has something other than an object", where);
    }
  }

  JsonReading object(String name) {
    return new JsonReading(field(name), where);
  }

  long integer(String name) {
    JsonNode value = field(name);
    require(value.isIntegralNumber() && value.canConvertToLong(), name);
    return value.longValue();
  }

  double number(String name) {
    JsonNode value = field(name);
    require(value.isNumber(), name);
    return value.doubleValue();
  }

  boolean flag(String name) {
    JsonNode value = field(name);
    require(value.isBoolean(), name);
    return value.booleanValue();
  }

  String text(String name) {
    JsonNode value = field(name);
    require(value.isTextual(), name);
    return value.textValue();
  }

  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      texts.put(name, text(name));
    }
    return texts;
  }

  LntuneException unknown(String name) {
    return damaged("has an unknown value of '" + name + "'", where);
  }

  private JsonNode field(String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw damaged("lacks '" + name + "'", where);
    }
    return value;
  }

  private void require(boolean holds, String name) {
    if (!holds) {
      throw damaged("has a wrong type of '" + name + "'", where);
    }
  }

  static LntuneException damaged(String problem, String where) {
    return LntuneException.badInput(
        "The checkpoint's state " + problem, where, "Resume from an older checkpoint.");
  }
}

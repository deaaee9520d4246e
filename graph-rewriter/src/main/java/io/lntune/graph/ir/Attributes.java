package io.lntune.graph.ir;

import io.lntune.graph.LntuneException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Typed, read-only access to the attributes of a node. A wrong kind is an error that names node and
 * attribute; a missing attribute yields the given default.
 */
public final class Attributes {
  private final Node node;
  private final Map<String, Attribute> byName;

  Attributes(Node node, Map<String, Attribute> byName) {
    this.node = node;
    this.byName = byName;
  }

  public Map<String, Attribute> asMap() {
    return Collections.unmodifiableMap(byName);
  }

  /** A copy that can be changed and handed to a new node. */
  public Map<String, Attribute> copy() {
    return new LinkedHashMap<>(byName);
  }

  public boolean has(String name) {
    return byName.containsKey(name);
  }

  public @Nullable Attribute get(String name) {
    return byName.get(name);
  }

  public long intValue(String name, long absent) {
    Attribute attribute = byName.get(name);
    return attribute == null ? absent : cast(name, attribute, Attribute.IntValue.class).value();
  }

  public float floatValue(String name, float absent) {
    Attribute attribute = byName.get(name);
    return attribute == null ? absent : cast(name, attribute, Attribute.FloatValue.class).value();
  }

  public String string(String name, String absent) {
    Attribute attribute = byName.get(name);
    return attribute == null ? absent : cast(name, attribute, Attribute.StringValue.class).value();
  }

  /** The integers, or null when absent. */
  public @Nullable List<Long> ints(String name) {
    Attribute attribute = byName.get(name);
    return attribute == null ? null : cast(name, attribute, Attribute.Ints.class).values();
  }

  public List<Long> ints(String name, List<Long> absent) {
    List<Long> values = ints(name);
    return values == null ? absent : values;
  }

  /** The floats, or null when absent. */
  public @Nullable List<Float> floats(String name) {
    Attribute attribute = byName.get(name);
    return attribute == null ? null : cast(name, attribute, Attribute.Floats.class).values();
  }

  /** The texts, or null when absent. */
  public @Nullable List<String> strings(String name) {
    Attribute attribute = byName.get(name);
    return attribute == null ? null : cast(name, attribute, Attribute.Strings.class).values();
  }

  /** The tensor, or null when absent. */
  public @Nullable Tensor tensor(String name) {
    Attribute attribute = byName.get(name);
    return attribute == null ? null : cast(name, attribute, Attribute.TensorValue.class).value();
  }

  /** The subgraph, or null when absent. */
  public @Nullable Graph graph(String name) {
    Attribute attribute = byName.get(name);
    return attribute == null ? null : cast(name, attribute, Attribute.GraphValue.class).value();
  }

  private <T extends Attribute> T cast(String name, Attribute attribute, Class<T> kind) {
    if (!kind.isInstance(attribute)) {
      throw LntuneException.badInput(
          "Attribute '" + name + "' has the wrong kind " + attribute.getClass().getSimpleName(),
          node.describe(),
          "The model does not follow the ONNX specification of this operator; re-export it.");
    }
    return kind.cast(attribute);
  }
}

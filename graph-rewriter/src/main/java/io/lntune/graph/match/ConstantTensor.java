package io.lntune.graph.match;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.InlineStrings;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tensor behind a value that every run of the model sees: an initializer that is not also
 * a graph input, the output of a {@code Constant} node, or an {@code Identity} of either.
 */
public final class ConstantTensor {
  private ConstantTensor() {}

  /** The tensor, or null when the value is not constant. */
  public static @Nullable Tensor of(Value value) {
    Value source = value;
    Node producer = source.producer();
    while (producer != null && producer.is("Identity")) {
      source = producer.requiredInput(0);
      producer = source.producer();
    }
    if (producer != null) {
      return producer.is("Constant") ? ofConstantNode(producer) : null;
    }
    Tensor tensor = source.initializer();
    return tensor == null || source.graph().isInput(source) ? null : tensor;
  }

  /**
   * The tensor of a {@code Constant} node in any of its spellings, named like its output; null for
   * a sparse tensor.
   */
  public static @Nullable Tensor ofConstantNode(Node constant) {
    String name = constant.requiredOutput(0).name();
    for (Map.Entry<String, Attribute> entry : constant.attributes().asMap().entrySet()) {
      if (entry.getKey().startsWith("value")) {
        return ofAttribute(name, entry.getValue());
      }
    }
    return null;
  }

  private static @Nullable Tensor ofAttribute(String name, Attribute attribute) {
    if (attribute instanceof Attribute.TensorValue tensor) {
      return tensor.value().named(name);
    } else if (attribute instanceof Attribute.IntValue number) {
      return Tensor.ofLongs(name, Shape.SCALAR, number.value());
    } else if (attribute instanceof Attribute.FloatValue number) {
      return Tensor.ofFloats(name, Shape.SCALAR, number.value());
    } else if (attribute instanceof Attribute.Ints list) {
      long[] values = list.values().stream().mapToLong(Long::longValue).toArray();
      return Tensor.ofLongs(name, Shape.of(values.length), values);
    } else if (attribute instanceof Attribute.Floats list) {
      double[] values = list.values().stream().mapToDouble(Float::doubleValue).toArray();
      return TensorElements.encode(name, DataType.FLOAT, Shape.of(values.length), values);
    } else if (attribute instanceof Attribute.StringValue text) {
      return ofStrings(name, Shape.SCALAR, List.of(text.value()));
    } else if (attribute instanceof Attribute.Strings list) {
      return ofStrings(name, Shape.of(list.values().size()), list.values());
    }
    return null;
  }

  private static Tensor ofStrings(String name, Shape shape, List<String> values) {
    return new Tensor(name, DataType.STRING, shape, new InlineStrings(values), null);
  }
}

package io.lntune.graph.norm;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads values that are constants: initializers or outputs of Constant nodes. */
final class Constants {
  private Constants() {}

  /** The constant's tensor; null when the value is computed. */
  static @Nullable Tensor tensor(@Nullable Value value) {
    if (value == null) {
      return null;
    }
    if (value.initializer() != null) {
      return value.initializer();
    }
    Node producer = value.producer();
    if (producer == null) {
      return null;
    }
    if (producer.is("Identity") || producer.is("Cast")) {
      return tensor(producer.requiredInput(0));
    }
    return producer.is("Constant") ? producer.attributes().tensor("value") : null;
  }

  /** The number that a one-element constant holds; NaN when it is none. */
  static double scalar(@Nullable Value value) {
    Tensor tensor = tensor(value);
    if (tensor == null && value != null && value.producer() != null) {
      Attribute attribute = value.producer().attributes().get("value_float");
      return attribute instanceof Attribute.FloatValue number ? number.value() : Double.NaN;
    }
    return tensor != null && tensor.elementCount() == 1 ? tensor.toDoubles()[0] : Double.NaN;
  }

  static boolean isScalar(@Nullable Value value, double number) {
    return scalar(value) == number;
  }

  /** Reduction axes given as attribute (opset 17 and older) or constant input. */
  static @Nullable List<Long> axes(Node reduction) {
    List<Long> attribute = reduction.attributes().ints("axes");
    if (attribute != null) {
      return attribute;
    }
    Tensor tensor = tensor(reduction.input(1));
    return tensor == null ? null : Arrays.stream(tensor.toLongs()).boxed().toList();
  }
}

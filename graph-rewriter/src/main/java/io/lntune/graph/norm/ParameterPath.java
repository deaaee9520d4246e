package io.lntune.graph.norm;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way from an operand up to the stored tensor it comes from, through nodes that only rename,
 * convert or reshape it.
 *
 * @param values from the operand (first) to the stored tensor (last)
 * @param tensor the stored tensor: an initializer, or the value of a Constant node
 */
public record ParameterPath(List<Value> values, Tensor tensor) {
  private static final Set<String> TRANSPARENT =
      Set.of(
          "Identity",
          "Cast",
          "CastLike",
          "Reshape",
          "Unsqueeze",
          "Squeeze",
          "Transpose",
          "Flatten",
          "Expand",
          "DequantizeLinear",
          "QuantizeLinear");

  public ParameterPath {
    values = List.copyOf(values);
  }

  /** The path of an operand; null when it does not come from a stored tensor. */
  public static @Nullable ParameterPath of(Use use) {
    Value operand = use.node().input(use.index());
    return operand == null ? null : of(operand);
  }

  /** The path of a value; null when it does not come from a stored tensor. */
  public static @Nullable ParameterPath of(Value operand) {
    List<Value> values = new ArrayList<>();
    Value value = operand;
    while (true) {
      values.add(value);
      if (value.initializer() != null) {
        return new ParameterPath(values, value.initializer());
      }
      Node producer = value.producer();
      if (producer == null) {
        return null;
      }
      if (producer.is("Constant")) {
        Tensor tensor = producer.attributes().tensor("value");
        return tensor == null ? null : new ParameterPath(values, tensor);
      }
      Value next = stepUp(producer);
      if (next == null) {
        return null;
      }
      value = next;
    }
  }

  private static @Nullable Value stepUp(Node producer) {
    if (!producer.op().domain().isEmpty()) {
      return null;
    }
    if (TRANSPARENT.contains(producer.op().type())) {
      return producer.requiredInput(0);
    }
    // A scale stored as its difference from one: 1 + w.
    if (producer.is("Add")) {
      Value left = producer.requiredInput(0);
      Value right = producer.requiredInput(1);
      return Constants.isScalar(left, 1) ? right : Constants.isScalar(right, 1) ? left : null;
    }
    return null;
  }

  /** The value that holds the stored tensor. */
  public Value root() {
    return values.get(values.size() - 1);
  }

  /**
   * True when the tensor can be trained: several elements of a floating-point type (or quantised
   * ones that are dequantised on the way).
   */
  public boolean isTrainable() {
    return tensor.elementType().isFloatingPoint()
        || values.stream().anyMatch(value -> producedBy(value, "DequantizeLinear"));
  }

  private static boolean producedBy(Value value, String onnxType) {
    return value.producer() != null && value.producer().is(onnxType);
  }

  /**
   * True for ones (as a scale) or zeros (as a bias) that an exporter filled in where the module has
   * no parameter: a trivial constant without a parameter's name.
   */
  public boolean isFilledIn(double trivial) {
    if (values.stream().anyMatch(value -> ParameterNames.isMeaningful(value.name()))) {
      return false;
    }
    if (tensor.elementType() != DataType.FLOAT && !tensor.elementType().isFloatingPoint()) {
      return false;
    }
    for (double element : tensor.toDoubles()) {
      if (element != trivial) {
        return false;
      }
    }
    return true;
  }
}

package io.lntune.graph.emit;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.Value;
import io.lntune.graph.norm.ParameterPath;
import io.lntune.graph.tag.ParameterTag;

/**
 * The real values of a parameter: the stored tensor, or for one that is stored quantised {@code
 * (stored - zero point) scale} (DequantizeLinear, opset 21, per tensor or per element).
 */
final class DequantizedValues {
  private DequantizedValues() {}

  static Tensor of(ParameterTag tag) {
    Tensor stored = tag.stored();
    if (stored.elementType().isFloatingPoint()) {
      return stored;
    }
    Node node = tag.leaf().producer();
    if (node == null || !node.is("DequantizeLinear")) {
      throw unsupported(tag);
    }
    double[] values = stored.toDoubles();
    double[] scale = constant(node.requiredInput(1), tag);
    Value zero = node.input(2);
    double[] zeroPoint = zero == null ? new double[] {0} : constant(zero, tag);
    if ((scale.length != 1 && scale.length != values.length)
        || (zeroPoint.length != 1 && zeroPoint.length != values.length)) {
      throw unsupported(tag);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] =
          (values[i] - zeroPoint[zeroPoint.length == 1 ? 0 : i]) * scale[scale.length == 1 ? 0 : i];
    }
    return TensorElements.encode(stored.name(), DataType.FLOAT, stored.shape(), values);
  }

  private static double[] constant(Value value, ParameterTag tag) {
    ParameterPath path = ParameterPath.of(value);
    if (path == null) {
      throw unsupported(tag);
    }
    return path.tensor().toDoubles();
  }

  private static LntuneException unsupported(ParameterTag tag) {
    return LntuneException.unsupported(
        "The quantised values of this parameter cannot be read",
        "parameter '" + tag.name() + "'",
        "Quantise the model without its normalisation layers.");
  }
}

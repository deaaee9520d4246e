package io.lntune.graph.precision;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Products in 8 bits: {@code com.microsoft.DynamicQuantizeMatMul}, weights with a scale per column.
 * What flows back differs in size from row to row by orders of magnitude, and the operator has one
 * scale for all rows; so each row is divided by its largest magnitude before and multiplied by it
 * after. Where only a slope lies between two products, as in a feed-forward part, the rows stay
 * divided until after the second.
 */
final class Int8Form implements ProductForm {
  /** Rows of zeros stay zeros when they are divided by this. */
  private static final double SMALLEST_MAGNITUDE = 1e-30;

  private final Map<Value, DividedRows> multiplied = new HashMap<>();

  @Override
  public String name() {
    return "int8";
  }

  @Override
  public Quantizer quantizer(WeightFile file) {
    return new Int8Quantizer(file);
  }

  @Override
  public Value forward(
      GraphBuilder builder, FrozenProduct product, Operands weight, @Nullable Value bias) {
    return multiply(builder, product.activation(), weight, bias);
  }

  @Override
  public Value backward(GraphBuilder builder, FrozenProduct product, Operands weight) {
    DividedRows rows = stillDivided(product.activation());
    if (rows == null) {
      rows = divide(builder, product.activation());
    }
    Value divided = multiply(builder, rows.values(), weight, null);
    Value result = builder.mul(divided, rows.divisors());
    multiplied.put(result, new DividedRows(divided, rows.divisors()));
    return result;
  }

  private static DividedRows divide(GraphBuilder builder, Value flow) {
    // Two reductions read the rows twice; Abs would write them as well.
    Value largest = builder.reduce("ReduceMax", flow, true, -1);
    Value smallest = builder.neg(builder.reduce("ReduceMin", flow, true, -1));
    Value least = builder.scalar(SMALLEST_MAGNITUDE, DataType.FLOAT);
    Value divisors = builder.call("Max", largest, smallest, least);
    return new DividedRows(builder.div(flow, divisors), divisors);
  }

  /**
   * {@code flow} made from the divided rows of the product before it, or null: where it is that
   * product times something, and nothing else reads either. What the rows then differ by in size is
   * what a slope makes of them.
   */
  private @Nullable DividedRows stillDivided(Value flow) {
    Node slope = flow.producer();
    if (slope == null || !slope.is("Mul") || !isReadOnce(flow)) {
      return null;
    }
    for (int i = 0; i < 2; i++) {
      Value before = slope.requiredInput(i);
      DividedRows rows = multiplied.get(before);
      if (rows != null && isReadOnce(before)) {
        slope.graph().setNodeInput(slope, i, rows.values());
        return new DividedRows(flow, rows.divisors());
      }
    }
    return null;
  }

  private static boolean isReadOnce(Value value) {
    return value.uses().size() == 1 && !value.graph().isOutput(value);
  }

  private static Value multiply(
      GraphBuilder builder, Value activation, Operands weight, @Nullable Value bias) {
    return builder.call(
        OpId.microsoft("DynamicQuantizeMatMul"),
        Map.of(),
        activation,
        weight.values(),
        weight.scales(),
        null,
        bias);
  }

  /**
   * Rows of what flows back.
   *
   * @param values [..., N], divided
   * @param divisors [..., 1]
   */
  private record DividedRows(Value values, Value divisors) {}
}

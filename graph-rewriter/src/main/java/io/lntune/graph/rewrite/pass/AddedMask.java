package io.lntune.graph.rewrite.pass;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.RowReduction;

/**
 * A mask [..., rows or 1, keys] that is added to the scores of an attention, in two parts.
 *
 * @param finite the mask, with the lowest number for negative infinity
 * @param open [..., rows or 1, 1], 0 where all of a row is negative infinity, else 1
 */
record AddedMask(Value finite, Value open) {
  private static final int HEADS = -3;

  static AddedMask of(Value mask, GraphBuilder builder) {
    Value lowest = builder.scalar(-Float.MAX_VALUE, DataType.FLOAT);
    Value finite = builder.sameType(mask, builder.call("Max", mask, lowest));
    Value largest = RowReduction.of(builder, "ReduceMax", mask);
    Value nothing = builder.scalar(Double.NEGATIVE_INFINITY, DataType.FLOAT);
    Value isOpen = builder.call("Greater", largest, nothing);
    isOpen.setType(new TensorType(DataType.BOOL, largest.shape()));
    return new AddedMask(finite, builder.cast(isOpen, DataType.FLOAT));
  }

  /** The operand of {@code sum} that is a mask for all heads, the other being scores; or -1. */
  static int indexIn(Node sum) {
    for (int i = 0; i < 2 && sum.is("Add"); i++) {
      Shape shape = sum.requiredInput(i).shape();
      if (shape != null && isForAllHeads(shape) && isProduct(sum.requiredInput(1 - i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isForAllHeads(Shape shape) {
    boolean isOne = shape.rank() < -HEADS || shape.dim(HEADS).certainlyEquals(Dim.of(1));
    return isOne && shape.rank() > 0;
  }

  /** Whether {@code value} is a product of matrices, perhaps scaled: a number in every place. */
  static boolean isProduct(Value value) {
    Node node = value.producer();
    while (node != null && (node.is("Mul") || node.is("Div"))) {
      int constant = ConstantTensor.of(node.requiredInput(1)) != null ? 1 : 0;
      boolean isScaled = ConstantTensor.of(node.requiredInput(constant)) != null;
      node = isScaled ? node.requiredInput(1 - constant).producer() : null;
    }
    return node != null && (node.is("MatMul") || node.isMicrosoft("FusedMatMul"));
  }
}

package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code com.microsoft} FusedMatMul and TransposeMatMul: alpha * op(A) op(B), where op may move the
 * first axis before the last one ({@code transBatch}) and then swap the last two ({@code trans}).
 */
final class LowerFusedMatMul extends Lowering {
  LowerFusedMatMul() {
    super(OpId.microsoft("FusedMatMul"), OpId.microsoft("TransposeMatMul"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    if (!operandKnown(root, 0, "A") || !operandKnown(root, 1, "B")) {
      return Decision.decline("the rank of a transposed operand is not known", root);
    }
    GraphBuilder builder = core.builder();
    Value product = builder.matMul(operand(root, 0, "A", core), operand(root, 1, "B", core));
    return replaceFirst(root, builder.scale(product, root.attributes().floatValue("alpha", 1f)));
  }

  private static boolean operandKnown(Node root, int index, String letter) {
    return (!flag(root, "trans" + letter) && !flag(root, "transBatch" + letter))
        || rank(root.requiredInput(index)) >= 0;
  }

  private static Value operand(Node root, int index, String letter, CoreOperators core) {
    Value x = root.requiredInput(index);
    boolean swap = flag(root, "trans" + letter);
    boolean batch = flag(root, "transBatch" + letter);
    int rank = rank(x);
    if ((!swap && !batch) || rank < 2) {
      return x;
    }
    List<Long> axes = new ArrayList<>();
    for (long axis = 0; axis < rank; axis++) {
      axes.add(axis);
    }
    if (batch) {
      axes.add(rank - 2, axes.remove(0));
    }
    if (swap) {
      axes.add(rank - 2, axes.remove(rank - 1));
    }
    return core.builder().transpose(x, axes);
  }

  private static boolean flag(Node root, String attribute) {
    return root.attributes().intValue(attribute, 0) != 0;
  }
}

package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Einsum (opset 12): operands are contracted from left to right. A pair without summed labels is a
 * product of aligned tensors; otherwise it becomes [shared..., rows, summed] times [shared...,
 * summed, columns].
 */
final class LowerEinsum extends Lowering {
  LowerEinsum() {
    super(OpId.onnx("Einsum"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    List<Integer> ranks = new ArrayList<>();
    root.inputs().forEach(input -> ranks.add(rank(input)));
    EinsumEquation equation = EinsumEquation.parse(root.attributes().string("equation", ""), ranks);
    if (equation == null || broadcasts(root, equation)) {
      return Decision.decline("the equation broadcasts a label or the ranks are not known", root);
    }
    LabelSizes sizes = new LabelSizes(root, equation, core);
    LabelledValue left = operand(root, equation, 0, core);
    left = left.sumExcept(neededAfter(equation, 0), core);
    for (int i = 1; i < ranks.size(); i++) {
      LabelledValue right = operand(root, equation, i, core);
      left = contract(left, right, neededAfter(equation, i), sizes, core);
    }
    return replaceFirst(root, left.ordered(equation.output(), core).value());
  }

  /** True when a label of the equation certainly has different sizes. */
  private static boolean broadcasts(Node root, EinsumEquation equation) {
    Map<Character, Long> known = new HashMap<>();
    for (int i = 0; i < equation.operands().size(); i++) {
      String labels = equation.operands().get(i);
      for (int axis = 0; axis < labels.length(); axis++) {
        long size = size(root.requiredInput(i), axis);
        Long other = size < 0 ? null : known.putIfAbsent(labels.charAt(axis), size);
        if (other != null && other != size) {
          return true;
        }
      }
    }
    return false;
  }

  private static LabelledValue operand(
      Node root, EinsumEquation equation, int index, CoreOperators core) {
    return LabelledValue.diagonal(root.requiredInput(index), equation.operands().get(index), core);
  }

  /** Labels of the output and of the operands after {@code index}. */
  private static String neededAfter(EinsumEquation equation, int index) {
    List<String> operands = equation.operands();
    return equation.output() + String.join("", operands.subList(index + 1, operands.size()));
  }

  private static LabelledValue contract(
      LabelledValue a, LabelledValue b, String needed, LabelSizes sizes, CoreOperators core) {
    LabelledValue left = a.sumExcept(needed + b.labels(), core);
    LabelledValue right = b.sumExcept(needed + a.labels(), core);
    String both = filter(left.labels(), right::has);
    String summed = filter(both, label -> needed.indexOf(label) < 0);
    String shared = filter(both, label -> needed.indexOf(label) >= 0);
    String rows = filter(left.labels(), label -> !right.has(label));
    String columns = filter(right.labels(), label -> !left.has(label));
    if (summed.isEmpty()) {
      String order = shared + rows + columns;
      return new LabelledValue(
          core.builder().mul(left.aligned(order, core), right.aligned(order, core)), order);
    }
    Value x = left.ordered(shared + rows + summed, core).value();
    Value y = right.ordered(shared + summed + columns, core).value();
    boolean plain = rows.length() == 1 && columns.length() == 1;
    boolean matrices = plain && summed.length() == 1;
    Value product =
        core.builder()
            .matMul(
                matrices ? x : sizes.reshape(x, shared, rows, summed),
                matrices ? y : sizes.reshape(y, shared, summed, columns));
    String order = shared + rows + columns;
    return new LabelledValue(plain ? product : sizes.reshape(product, order), order);
  }

  private static String filter(String labels, Predicate<Character> kept) {
    return labels
        .chars()
        .mapToObj(c -> (char) c)
        .filter(kept)
        .map(String::valueOf)
        .collect(Collectors.joining());
  }
}

package io.lntune.graph.rewrite.pass;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.SoftmaxGuard;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.LastAxis;
import io.lntune.graph.rewrite.Pass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks the mask of an attention which rows are masked completely, instead of all probabilities
 * whether they are NaN. Of {@code p = Softmax(scores + mask)}, {@code Where(IsNaN(p), 0, p) v}
 * becomes {@code open (p v)}: the mask's negative infinities become the lowest number, with which p
 * is the same in every other row and a number in these, and {@code open}, one number per row, is 0
 * in these. Where and IsNaN run on one thread in ONNX Runtime and took a fiftieth of a step of
 * BERT-base; what they read has as many columns as there are keys, and the product those of a head.
 * Scores without a mask need neither.
 */
public final class MaskedRows implements Pass {
  @Override
  public String name() {
    return "MaskedRows";
  }

  @Override
  public boolean run(Model model) {
    Graph graph = model.graph();
    Map<Value, AddedMask> masks = new HashMap<>();
    GraphBuilder constants = GraphBuilder.atEnd(graph, "masked");
    boolean changed = false;
    for (Node node : graph.nodes()) {
      changed |= SoftmaxGuard.is(node) && ask(node, constants, masks);
    }
    return changed;
  }

  private static boolean ask(Node guard, GraphBuilder constants, Map<Value, AddedMask> masks) {
    Graph graph = guard.graph();
    Value p = guard.requiredInput(2);
    Node softmax = p.producer();
    Node test = guard.requiredInput(0).producer();
    if (softmax == null || test == null || !isAlongRows(softmax) || isReadOtherwise(p)) {
      return false;
    }
    Value scores = softmax.requiredInput(0);
    Node sum = scores.producer();
    Value open = null;
    if (!AddedMask.isProduct(scores)) {
      int index = sum == null || scores.uses().size() != 1 ? -1 : AddedMask.indexIn(sum);
      if (sum == null || index < 0) {
        return false;
      }
      AddedMask mask =
          masks.computeIfAbsent(
              sum.requiredInput(index),
              value -> AddedMask.of(value, constants.at(sum, sum.name())));
      graph.setNodeInput(sum, index, mask.finite());
      open = mask.open();
    }
    if (open == null) {
      leaveOut(guard, p);
    } else if (!multiplyAfter(guard, p, open)) {
      compute(guard, "Mul", List.of(p, open));
    }
    if (test.requiredOutput(0).uses().isEmpty()) {
      graph.remove(test);
    }
    return true;
  }

  /**
   * Leaves the guard out and multiplies the rows of the product that alone reads it; false where
   * something else does.
   */
  private static boolean multiplyAfter(Node guard, Value p, Value open) {
    Graph graph = guard.graph();
    Value guarded = guard.requiredOutput(0);
    if (guarded.uses().size() != 1 || graph.isOutput(guarded)) {
      return false;
    }
    Use use = guarded.uses().get(0);
    Node product = use.node();
    if (use.index() != 0 || !product.is("MatMul") || !isMatrix(product.requiredInput(1))) {
      return false;
    }
    graph.setNodeInput(product, 0, p);
    graph.remove(guard);
    Value rows = product.requiredOutput(0);
    graph.setNodeOutput(product, 0, null);
    Value all = graph.fresh(rows.name() + "/all");
    all.setType(rows.type());
    graph.setNodeOutput(product, 0, all);
    graph.insert(
        product.next(),
        OpId.onnx("Mul"),
        product.name() + "/open",
        List.of(all, open),
        List.of(rows),
        Map.of());
    return true;
  }

  private static boolean isMatrix(Value value) {
    Shape shape = value.shape();
    return shape != null && shape.rank() > 1;
  }

  private static void leaveOut(Node guard, Value p) {
    Graph graph = guard.graph();
    Value guarded = guard.requiredOutput(0);
    if (graph.isOutput(guarded)) {
      compute(guard, "Identity", List.of(p));
    } else {
      graph.replaceUses(guarded, p);
      graph.remove(guard);
    }
  }

  /** Computes what the guard gives in another way. */
  private static void compute(Node guard, String onnxType, List<Value> operands) {
    Graph graph = guard.graph();
    Value guarded = guard.requiredOutput(0);
    graph.setNodeOutput(guard, 0, null);
    OpId op = OpId.onnx(onnxType);
    graph.insert(guard, op, guard.name(), operands, List.of(guarded), Map.of());
    graph.remove(guard);
  }

  /** Whether more than the guard and its test read the probabilities. */
  private static boolean isReadOtherwise(Value p) {
    return p.uses().size() != 2 || p.graph().isOutput(p);
  }

  private static boolean isAlongRows(Node softmax) {
    long axis = softmax.attributes().intValue("axis", -1);
    return LastAxis.is(axis, softmax.requiredInput(0))
        && softmax.requiredOutput(0).elementType() == DataType.FLOAT;
  }
}

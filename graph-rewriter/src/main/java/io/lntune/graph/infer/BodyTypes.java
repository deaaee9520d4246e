package io.lntune.graph.infer;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Types inside the bodies of {@code If}, {@code Loop} and {@code Scan}, and what they tell of the
 * outputs of these nodes: the runtime forgets the rank of what a loop carries.
 */
final class BodyTypes {
  private final Model model;
  private final Map<Value, TensorType> outputs;
  private boolean learned;

  private BodyTypes(Model model, Map<Value, TensorType> outputs) {
    this.model = model;
    this.outputs = outputs;
  }

  /**
   * Sets the types of all values inside bodies, as far as the values around them have types.
   *
   * @param outputs gets the types of outputs that the bodies tell
   * @return whether any was added
   */
  static boolean infer(Model model, Map<Value, TensorType> outputs) {
    BodyTypes run = new BodyTypes(model, outputs);
    for (Node node : model.graph().nodes()) {
      if (!Subgraphs.of(node).isEmpty() && node.op().domain().isEmpty()) {
        run.visit(node);
      }
    }
    return run.learned;
  }

  private void visit(Node node) {
    Graph body = node.attributes().graph("body");
    if (node.is("If")) {
      Graph then = node.attributes().graph("then_branch");
      Graph otherwise = node.attributes().graph("else_branch");
      if (then != null && otherwise != null) {
        branches(node, then, otherwise);
      }
    } else if (node.is("Loop") && body != null) {
      loop(node, body);
    } else if (node.is("Scan") && body != null) {
      scan(node, body);
    }
  }

  private void branches(Node node, Graph then, Graph otherwise) {
    boolean known = BodyModel.infer(model, then) && BodyModel.infer(model, otherwise);
    for (int i = 0; known && i < node.outputs().size(); i++) {
      learn(
          node.output(i),
          common(then.outputs().get(i).tensorType(), otherwise.outputs().get(i).tensorType()));
    }
  }

  /** What a loop carries has the type that the first and every further step agree upon. */
  private void loop(Node node, Graph body) {
    int states = body.inputs().size() - 2;
    body.inputs().get(0).setType(new TensorType(DataType.INT64, Shape.SCALAR));
    body.inputs().get(1).setType(new TensorType(DataType.BOOL, Shape.SCALAR));
    List<@Nullable TensorType> carried = new ArrayList<>();
    for (int i = 0; i < states; i++) {
      Value initial = node.input(2 + i);
      carried.add(initial == null ? null : initial.tensorType());
    }
    boolean settled = false;
    while (!settled) {
      for (int i = 0; i < states; i++) {
        body.inputs().get(2 + i).setType(carried.get(i));
      }
      if (!BodyModel.infer(model, body)) {
        return;
      }
      settled = true;
      for (int i = 0; i < states; i++) {
        TensorType before = carried.get(i);
        TensorType after = common(before, body.outputs().get(1 + i).tensorType());
        settled &= Objects.equals(before, after);
        carried.set(i, after);
      }
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      TensorType type =
          i < states ? carried.get(i) : stacked(body.outputs().get(1 + i).tensorType());
      learn(node.output(i), type);
    }
  }

  private void scan(Node node, Graph body) {
    int sequences = Math.toIntExact(node.attributes().intValue("num_scan_inputs", 0));
    int states = node.inputs().size() - sequences;
    List<Long> axes = node.attributes().ints("scan_input_axes", List.of());
    for (int i = 0; i < node.inputs().size() && i < body.inputs().size(); i++) {
      Value input = node.requiredInput(i);
      TensorType type = input.tensorType();
      Shape shape = input.shape();
      if (i >= states && type != null && shape != null) {
        long axis = axes.isEmpty() ? 0 : axes.get(i - states);
        List<Dim> dims = new ArrayList<>(shape.dims());
        dims.remove((int) (axis < 0 ? axis + dims.size() : axis));
        type = new TensorType(type.elementType(), new Shape(dims));
      }
      body.inputs().get(i).setType(type);
    }
    BodyModel.infer(model, body);
  }

  private void learn(@Nullable Value output, @Nullable TensorType type) {
    if (output != null
        && type != null
        && type.shape() != null
        && !type.equals(outputs.put(output, type))) {
      learned = true;
    }
  }

  private static @Nullable TensorType stacked(@Nullable TensorType step) {
    if (step == null || step.shape() == null) {
      return null;
    }
    List<Dim> dims = new ArrayList<>(List.of(Dim.UNKNOWN));
    dims.addAll(step.shape().dims());
    return new TensorType(step.elementType(), new Shape(dims));
  }

  /** What two types have in common. */
  private static @Nullable TensorType common(@Nullable TensorType a, @Nullable TensorType b) {
    if (a == null || b == null || a.elementType() != b.elementType()) {
      return null;
    }
    Shape first = a.shape();
    Shape second = b.shape();
    if (first == null || second == null || first.rank() != second.rank()) {
      return new TensorType(a.elementType(), null);
    }
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < first.rank(); i++) {
      boolean same = first.dim(i).certainlyEquals(second.dim(i));
      dims.add(same ? first.dim(i) : Dim.UNKNOWN);
    }
    return new TensorType(a.elementType(), new Shape(dims));
  }
}

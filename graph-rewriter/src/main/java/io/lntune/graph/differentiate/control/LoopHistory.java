package io.lntune.graph.differentiate.control;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a Loop received at every step, as further stacked outputs of the forward node: {@code
 * [steps, ...]} per input of the body. Only what is asked for is stacked.
 */
final class LoopHistory {
  private final LoopParts loop;
  private final Map<Value, Value> stacks = new HashMap<>();

  LoopHistory(LoopParts loop) {
    this.loop = loop;
  }

  /** The stack of an input of the body. */
  Value of(Value bodyInput) {
    return stacks.computeIfAbsent(bodyInput, this::stack);
  }

  private Value stack(Value bodyInput) {
    Graph body = loop.body();
    Value slice = body.fresh(bodyInput.name() + "_step");
    slice.setType(bodyInput.type());
    body.insert(
        null, OpId.onnx("Identity"), slice.name(), List.of(bodyInput), List.of(slice), Map.of());
    Graph graph = loop.node().graph();
    // Outputs that the model leaves out must exist for one to come after them.
    for (int i = loop.node().outputs().size(); i < body.outputs().size() - 1; i++) {
      graph.setNodeOutput(loop.node(), i, graph.fresh(loop.node().name() + "_unread"));
    }
    body.addOutput(slice);
    Value stack = graph.fresh(bodyInput.name() + "_steps");
    graph.setNodeOutput(loop.node(), body.outputs().size() - 2, stack);
    Shape shape = bodyInput.shape();
    if (shape != null) {
      List<Dim> dims = new ArrayList<>(List.of(Dim.UNKNOWN));
      dims.addAll(shape.dims());
      stack.setType(new TensorType(bodyInput.elementType(), new Shape(dims)));
    } else {
      stack.setType(new TensorType(bodyInput.elementType(), null));
    }
    return stack;
  }
}

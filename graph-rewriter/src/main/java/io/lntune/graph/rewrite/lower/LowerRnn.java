package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;

/** RNN (opset 14): H' = f(X W^T + H R^T + Wb + Rb). */
final class LowerRnn extends LowerRecurrent {
  LowerRnn() {
    super(OpId.onnx("RNN"), 1, "Tanh");
  }

  @Override
  RecurrentCell cell(Direction direction) {
    Value recurrent = direction.recurrent();
    return (core, entering, states) -> {
      GraphBuilder b = core.builder();
      Value sum = b.add(entering, b.matMul(states.get(0), recurrent));
      return List.of(core.unary(direction.activation(0), sum));
    };
  }
}

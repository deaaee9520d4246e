package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * GRU (opset 14), gates z, r, h: H' = (1 - z) h + z H, where h sees r H, or with {@code
 * linear_before_reset} r times the product of H.
 */
final class LowerGru extends LowerRecurrent {
  LowerGru() {
    super(OpId.onnx("GRU"), 1, "Sigmoid", "Tanh");
  }

  private static boolean resetsLate(Direction direction) {
    return direction.node().attributes().intValue("linear_before_reset", 0) != 0;
  }

  /** With a late reset the state's bias belongs to the product that is reset. */
  @Override
  @Nullable Value enteringBias(Direction direction) {
    List<Value> biases = direction.biases();
    return resetsLate(direction) && !biases.isEmpty()
        ? biases.get(0)
        : super.enteringBias(direction);
  }

  @Override
  RecurrentCell cell(Direction direction) {
    return resetsLate(direction) ? lateReset(direction) : earlyReset(direction);
  }

  private static RecurrentCell lateReset(Direction direction) {
    Value recurrent = direction.recurrent();
    List<Value> biases = direction.biases();
    long hidden = direction.hidden();
    return (core, entering, states) -> {
      GraphBuilder b = core.builder();
      Value product = b.matMul(states.get(0), recurrent);
      Value all = biases.isEmpty() ? product : b.add(product, biases.get(1));
      List<Value> x = core.split(entering, -1, hidden, hidden, hidden);
      List<Value> h = core.split(all, -1, hidden, hidden, hidden);
      Value z = core.unary(direction.activation(0), b.add(x.get(0), h.get(0)));
      Value r = core.unary(direction.activation(0), b.add(x.get(1), h.get(1)));
      Value sum = b.add(x.get(2), b.mul(r, h.get(2)));
      return List.of(mixed(b, z, core.unary(direction.activation(1), sum), states.get(0)));
    };
  }

  private static RecurrentCell earlyReset(Direction direction) {
    long hidden = direction.hidden();
    List<Value> recurrent = direction.core().split(direction.recurrent(), 1, 2 * hidden, hidden);
    return (core, entering, states) -> {
      GraphBuilder b = core.builder();
      List<Value> x = core.split(entering, -1, hidden, hidden, hidden);
      List<Value> h = core.split(b.matMul(states.get(0), recurrent.get(0)), -1, hidden, hidden);
      Value z = core.unary(direction.activation(0), b.add(x.get(0), h.get(0)));
      Value r = core.unary(direction.activation(0), b.add(x.get(1), h.get(1)));
      Value sum = b.add(x.get(2), b.matMul(b.mul(r, states.get(0)), recurrent.get(1)));
      return List.of(mixed(b, z, core.unary(direction.activation(1), sum), states.get(0)));
    };
  }

  private static Value mixed(GraphBuilder b, Value z, Value fresh, Value old) {
    Value kept = b.sub(b.scalar(1, z.elementType()), z);
    return b.add(b.mul(kept, fresh), b.mul(z, old));
  }
}

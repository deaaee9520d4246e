package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;

/**
 * LSTM (opset 14), gates i, o, f, c: C' = f C + i c, H' = o h(C'). Peephole weights let i and f see
 * C, and o see C'.
 */
final class LowerLstm extends LowerRecurrent {
  LowerLstm() {
    super(OpId.onnx("LSTM"), 2, "Sigmoid", "Tanh", "Tanh");
  }

  @Override
  RecurrentCell cell(Direction direction) {
    long hidden = direction.hidden();
    Value recurrent = direction.recurrent();
    Value all = direction.part(7);
    List<Value> peepholes =
        all == null ? List.of() : direction.core().split(all, 0, hidden, hidden, hidden);
    return (core, entering, states) -> {
      GraphBuilder b = core.builder();
      Value sum = b.add(entering, b.matMul(states.get(0), recurrent));
      List<Value> gates = core.split(sum, -1, hidden, hidden, hidden, hidden);
      Value old = states.get(1);
      Value i = gate(core, direction, gates.get(0), peepholes, 0, old);
      Value f = gate(core, direction, gates.get(2), peepholes, 2, old);
      Value c = core.unary(direction.activation(1), gates.get(3));
      Value cell = b.add(b.mul(f, old), b.mul(i, c));
      Value o = gate(core, direction, gates.get(1), peepholes, 1, cell);
      return List.of(b.mul(o, core.unary(direction.activation(2), cell)), cell);
    };
  }

  private static Value gate(
      CoreOperators core,
      Direction direction,
      Value sum,
      List<Value> peepholes,
      int peephole,
      Value cell) {
    GraphBuilder b = core.builder();
    Value seen = peepholes.isEmpty() ? sum : b.add(sum, b.mul(cell, peepholes.get(peephole)));
    return core.unary(direction.activation(0), seen);
  }
}

package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * ScatterElements-18 and ScatterND-18 with reduction {@code mul}, {@code max} or {@code min}: Y_j
 * combines X_j with all updates U_i whose index is j.
 */
final class ScatterReductions {
  private final GradientContext g;
  private final GraphBuilder b;
  private final OpId gather;
  private final Map<String, Attribute> attributes;

  ScatterReductions(GradientContext g, String gatherType) {
    this.g = g;
    this.b = g.builder();
    this.gather = OpId.onnx(gatherType);
    this.attributes = new LinkedHashMap<>();
    if (g.attributes().has("axis")) {
      attributes.put("axis", new Attribute.IntValue(g.attributes().intValue("axis", 0)));
    }
  }

  /** dX = dY at the elements equal to Y, shared equally among ties; dU likewise. */
  Gradients extremum() {
    Value x = g.in(0);
    Value updates = g.in(2);
    Value chosen = b.cast(b.call("Equal", x, g.out(0)), x.elementType());
    Value won = b.cast(b.call("Equal", updates, at(g.out(0))), x.elementType());
    Value share = b.div(g.dY(), scatter(chosen, won, "add"));
    return g.gradients()
        .input(0, () -> g.typedLike(x, b.mul(share, chosen)))
        .input(2, () -> g.typedLike(updates, b.mul(at(share), won)));
  }

  /** dX_j = dY_j times the updates, dU_i = dY_j times X_j and the other updates, also at zeros. */
  Gradients product() {
    Value x = g.in(0);
    Value updates = g.in(2);
    return g.gradients()
        .input(
            0,
            () -> {
              Value ones = b.constantOfShape(g.shapeOf(x), x.elementType(), 1);
              return g.typedLike(x, b.mul(g.dY(), scatter(ones, updates, "mul")));
            })
        .input(2, () -> g.typedLike(updates, factorGradient(x, updates)));
  }

  private Value factorGradient(Value x, Value updates) {
    Value zero = g.scalar(0, x);
    Value isZero = b.call("Equal", updates, zero);
    Value nothing = b.cast(isZero, x.elementType());
    Value safe = b.like(x, b.call("Where", isZero, g.scalar(1, x), updates));
    Value product = b.mul(g.dY(), scatter(x, safe, "mul"));
    Value others = b.sub(at(scatter(g.zerosLike(x), nothing, "add")), nothing);
    Value alive = b.call("Equal", others, zero);
    return b.like(x, b.call("Where", alive, b.div(at(product), safe), zero));
  }

  private Value at(Value value) {
    return b.like(g.in(0), b.call(gather, attributes, value, g.in(1)));
  }

  private Value scatter(Value base, Value updates, String reduction) {
    return Indices.combine(b, g.node().op(), attributes, reduction, base, g.in(1), updates);
  }
}

package io.lntune.graph.rewrite.rule;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.Capture;
import io.lntune.graph.match.Match;
import io.lntune.graph.match.MatchFailure;
import io.lntune.graph.match.MatchResult;
import io.lntune.graph.match.Pattern;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.RewriteRule;
import java.util.Map;
import java.util.Set;

/**
 * {@code 0.5 x (1 + erf(x / sqrt 2)) -> Gelu(x)}, whatever the order of the factors and whether a
 * factor is multiplied or its reciprocal divided by. Elementwise, any shape.
 *
 * <p>Source: ONNX {@code Gelu}, opset 20, {@code approximate="none"}.
 */
public final class FuseErfGelu implements RewriteRule {
  private static final Capture X = Capture.named("x");
  private static final Pattern ERF =
      Pattern.op("Erf").input(0, GeluParts.scaled(GeluParts.x(X), Math.sqrt(0.5)));
  private static final Pattern PATTERN =
      Pattern.anyOf(
          GeluParts.halfTimes(GeluParts.x(X), GeluParts.onePlus(ERF)),
          Pattern.product(
              GeluParts.x(X),
              Pattern.op("Add")
                  .commutative()
                  .input(0, GeluParts.number(0.5))
                  .input(1, GeluParts.scaled(ERF, 0.5))));

  @Override
  public String name() {
    return "FuseErfGelu";
  }

  @Override
  public Set<OpId> roots() {
    return Set.of(OpId.onnx("Mul"), OpId.onnx("Div"));
  }

  @Override
  public Decision apply(Node root, GraphBuilder builder) {
    MatchResult result = PATTERN.match(root);
    if (result instanceof MatchFailure failure) {
      return Decision.decline(failure.reason(), failure.node());
    }
    Value x = ((Match) result).get(X);
    Value gelu =
        builder.call(
            OpId.onnx("Gelu"), Map.of("approximate", new Attribute.StringValue("none")), x);
    return Decision.replace(root.requiredOutput(0), gelu);
  }
}

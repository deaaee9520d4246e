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
 * {@code 0.5 x (1 + tanh(c (x + 0.044715 x^3))) -> Gelu(x)} with c = sqrt(2 / pi), the cube written
 * as a power or as products, also in the form {@code tanh(c x (1 + 0.044715 x x))}. Elementwise,
 * any shape.
 *
 * <p>Source: ONNX {@code Gelu}, opset 20, {@code approximate="tanh"}; Hendrycks and Gimpel,
 * arXiv:1606.08415, section 2.
 */
public final class FuseTanhGelu implements RewriteRule {
  private static final Capture CAPTURE = Capture.named("x");
  private static final Pattern X = GeluParts.x(CAPTURE);
  private static final Pattern CUBIC = GeluParts.number(0.044715);
  private static final Pattern SCALE = GeluParts.number(Math.sqrt(2 / Math.PI));
  private static final Pattern SQUARE = power(2);

  private static final Pattern X_PLUS_CUBE =
      Pattern.op("Add")
          .commutative()
          .input(0, X)
          .input(
              1,
              Pattern.anyOf(
                  Pattern.product(CUBIC, power(3)),
                  Pattern.product(CUBIC, X, SQUARE),
                  Pattern.product(CUBIC, X, X, X)));
  private static final Pattern ONE_PLUS_SQUARE =
      GeluParts.onePlus(
          Pattern.anyOf(Pattern.product(CUBIC, SQUARE), Pattern.product(CUBIC, X, X)));
  private static final Pattern ARGUMENT =
      Pattern.anyOf(
          Pattern.product(SCALE, X_PLUS_CUBE), Pattern.product(SCALE, X, ONE_PLUS_SQUARE));
  private static final Pattern PATTERN =
      GeluParts.halfTimes(X, GeluParts.onePlus(Pattern.op("Tanh").input(0, ARGUMENT)));

  private static Pattern power(double exponent) {
    return Pattern.op("Pow").input(0, X).input(1, GeluParts.number(exponent));
  }

  @Override
  public String name() {
    return "FuseTanhGelu";
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
    Value x = ((Match) result).get(CAPTURE);
    Value gelu =
        builder.call(
            OpId.onnx("Gelu"), Map.of("approximate", new Attribute.StringValue("tanh")), x);
    return Decision.replace(root.requiredOutput(0), gelu);
  }
}

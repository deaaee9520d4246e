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
 * {@code x sigmoid(1.702 x) -> QuickGelu(x)}. Elementwise, any shape. SiLU, {@code x sigmoid(x)},
 * is left as it is: two operators with cheap gradients.
 *
 * <p>Source: {@code com.microsoft.QuickGelu}, version 1; Hendrycks and Gimpel, arXiv:1606.08415,
 * section 2.
 */
public final class FuseQuickGelu implements RewriteRule {
  /** The constant of the approximation, also the operator's default. */
  private static final double ALPHA = 1.702;

  private static final Capture CAPTURE = Capture.named("x");
  private static final Pattern X = GeluParts.x(CAPTURE);
  private static final Pattern PATTERN =
      Pattern.product(
          X, Pattern.op("Sigmoid").input(0, Pattern.product(X, GeluParts.number(ALPHA))));

  @Override
  public String name() {
    return "FuseQuickGelu";
  }

  @Override
  public Set<OpId> roots() {
    return Set.of(OpId.onnx("Mul"));
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
            OpId.microsoft("QuickGelu"),
            Map.of("alpha", new Attribute.FloatValue((float) ALPHA)),
            x);
    return Decision.replace(root.requiredOutput(0), gelu);
  }
}

package io.lntune.graph.differentiate.control;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.differentiate.Gradients;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * If (opset 21): another If on the same condition, whose branches return the gradients of the outer
 * values that the forward branches use; zeros where only the other branch uses one.
 */
public final class IfGradient {
  private static final List<String> BRANCHES = List.of("then_branch", "else_branch");

  private IfGradient() {}

  /** The gradients of everything the branches capture. */
  public static Gradients of(GradientContext g) {
    Map<String, BackwardBody> bodies = new LinkedHashMap<>();
    Map<String, Map<Value, Value>> found = new LinkedHashMap<>();
    for (String name : BRANCHES) {
      BackwardBody body = new BackwardBody(g, Bodies.required(g.node(), name));
      bodies.put(name, body);
      found.put(name, branch(g, Bodies.required(g.node(), name), body));
    }
    List<Value> wanted =
        g.captured().stream()
            .filter(value -> found.values().stream().anyMatch(each -> each.containsKey(value)))
            .toList();
    Gradients gradients = g.gradients();
    if (wanted.isEmpty()) {
      return gradients;
    }
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    bodies.forEach(
        (name, body) ->
            attributes.put(
                name,
                new Attribute.GraphValue(
                    finish(body, found.getOrDefault(name, Map.of()), wanted))));
    List<Value> results = g.builder().calls(OpId.onnx("If"), wanted.size(), attributes, g.in(0));
    for (int i = 0; i < wanted.size(); i++) {
      Value result = results.get(i);
      result.setType(GradientContext.gradientType(wanted.get(i)));
      gradients.captured(wanted.get(i), result);
    }
    return gradients;
  }

  private static Map<Value, Value> branch(GradientContext g, Graph forward, BackwardBody body) {
    body.repeatForward();
    for (int i = 0; i < forward.outputs().size(); i++) {
      Value upstream = g.upstream(i);
      if (upstream != null) {
        body.seed(forward.outputs().get(i), upstream);
      }
    }
    return body.differentiate(g.captured());
  }

  private static Graph finish(BackwardBody body, Map<Value, Value> found, List<Value> wanted) {
    for (Value value : wanted) {
      Value gradient = found.get(value);
      body.output(
          gradient == null ? body.zerosLike(value) : gradient, GradientContext.gradientType(value));
    }
    body.prune(null);
    return body.graph();
  }
}

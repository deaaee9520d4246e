package io.lntune.graph.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatternTest {
  private static final Capture X = Capture.named("x");
  private static final Capture Y = Capture.named("y");

  private final Graph graph = new Graph(null);
  private final Value a = graph.addInput(graph.define("a"));
  private final Value b = graph.addInput(graph.define("b"));
  private final Value half = graph.putInitializer(Tensor.ofFloats("half", Shape.SCALAR, 0.5f));

  private Value node(String op, Value... inputs) {
    Value output = graph.fresh(op.toLowerCase(Locale.ROOT));
    graph.insert(null, OpId.onnx(op), output.name(), List.of(inputs), List.of(output), Map.of());
    return output;
  }

  private static Match matches(Pattern pattern, Value value) {
    return assertInstanceOf(Match.class, pattern.match(value.producer()));
  }

  private static MatchFailure fails(Pattern pattern, Value value) {
    return assertInstanceOf(MatchFailure.class, pattern.match(value.producer()));
  }

  @Test
  void capturesInputs() {
    Pattern pattern =
        Pattern.op("Sub").input(0, Pattern.op("Exp").as(X)).input(1, Pattern.any().as(Y));
    Value exp = node("Exp", a);
    Match match = matches(pattern, node("Sub", exp, b));
    assertSame(exp, match.get(X));
    assertSame(b, match.get(Y));
    assertEquals(2, match.nodes().size());
    assertEquals(
        "expected Exp, found a graph input 'b'", fails(pattern, node("Sub", b, exp)).reason());
  }

  @Test
  void commutativeInputsAreTriedBothWays() {
    Pattern exp = Pattern.op("Exp").input(0, Pattern.any().as(X));
    Pattern pattern = Pattern.op("Add").commutative().input(0, exp);
    assertSame(a, matches(pattern, node("Add", b, node("Exp", a))).get(X));
    assertSame(b, matches(pattern, node("Add", node("Exp", b), a)).get(X));
  }

  @Test
  void aCaptureStandsForOneValue() {
    Pattern square = Pattern.op("Mul").input(0, Pattern.any().as(X)).input(1, Pattern.any().as(X));
    matches(square, node("Mul", a, a));
    MatchFailure failure = fails(square, node("Mul", a, b));
    assertEquals("'b' is not the value 'a' taken as x", failure.reason());
  }

  @Test
  void choicesAreReconsideredWhenALaterPartFails() {
    // Taking the first reading of the inner Add binds x to b, which the outer Mul then refutes.
    Pattern sum = Pattern.op("Add").commutative().input(0, Pattern.any().as(X));
    Pattern pattern = Pattern.op("Mul").input(0, sum).input(1, Pattern.any().as(X));
    assertSame(a, matches(pattern, node("Mul", node("Add", b, a), a)).get(X));
  }

  @Test
  void scalarsHaveATolerance() {
    Value product = node("Mul", a, half);
    matches(Pattern.op("Mul").input(1, Pattern.scalar(0.5, 1e-6)), product);
    matches(Pattern.op("Mul").input(1, Pattern.scalar(0.50001, 1e-4)), product);
    assertEquals(
        "'half' is 0.5 where 0.6 is needed",
        fails(Pattern.op("Mul").input(1, Pattern.scalar(0.6, 1e-4)), product).reason());
    Value ranked = graph.putInitializer(Tensor.ofFloats("r", Shape.of(1, 1), 0.5f));
    fails(Pattern.op("Mul").input(1, Pattern.scalar(0.5, 1e-6)), node("Mul", a, ranked));
  }

  @Test
  void halfPrecisionConstantsMatchWithinTheirResolution() {
    Value root = graph.putInitializer(Tensor.scalar("root", DataType.FLOAT16, Math.sqrt(2)));
    matches(Pattern.op("Div").input(1, Pattern.scalar(Math.sqrt(2), 1e-6)), node("Div", a, root));
  }

  @Test
  void constantsMayStandBehindIdentityButNotBeInputs() {
    Pattern pattern = Pattern.op("Mul").input(1, Pattern.constant());
    matches(pattern, node("Mul", a, node("Identity", half)));
    Value overridable = graph.putInitializer(Tensor.ofFloats("b", Shape.SCALAR, 1f));
    assertSame(b, overridable);
    assertEquals("'b' is not constant", fails(pattern, node("Mul", a, b)).reason());
  }

  @Test
  void looksThroughCasts() {
    Pattern pattern =
        Pattern.op("Neg").input(0, Pattern.op("Exp").as(X).through("Cast", "Identity"));
    Value exp = node("Exp", a);
    assertSame(exp, matches(pattern, node("Neg", node("Cast", node("Identity", exp)))).get(X));
    fails(pattern, node("Neg", node("Abs", exp)));
  }

  @Test
  void productsHaveNoOrder() {
    Pattern pattern =
        Pattern.product(
            Pattern.scalar(0.5, 0),
            Pattern.any().as(X),
            Pattern.op("Exp").input(0, Pattern.any().as(X)));
    Value exp = node("Exp", a);
    for (Value product :
        List.of(
            node("Mul", node("Mul", a, half), exp),
            node("Mul", exp, node("Mul", half, a)),
            node("Mul", half, node("Mul", exp, a)))) {
      assertSame(a, matches(pattern, product).get(X));
    }
    fails(pattern, node("Mul", node("Mul", b, half), exp));
  }

  @Test
  void alternativesAndConditions() {
    Pattern pattern =
        Pattern.anyOf(Pattern.op("Exp"), Pattern.op("Abs"))
            .where(value -> value.uses().isEmpty(), "used nowhere");
    Value abs = node("Abs", a);
    matches(pattern, abs);
    node("Neg", abs);
    assertEquals("'abs' does not meet: used nowhere", fails(pattern, abs).reason());
  }

  @Test
  void theDeepestFailureIsTold() {
    Pattern deep = Pattern.op("Neg").input(0, Pattern.op("Exp").input(0, Pattern.op("Log").as(Y)));
    Pattern pattern = Pattern.anyOf(Pattern.op("Abs"), deep, Pattern.op("Neg").output(1));
    Node sin = node("Sin", a).producer();
    MatchFailure failure = fails(pattern, node("Neg", node("Exp", sin.requiredOutput(0))));
    assertEquals("expected Log, found Sin 'sin'", failure.reason());
    assertSame(sin, failure.node());
  }

  @Test
  void missingInputsAndCapturesAreErrors() {
    Pattern pattern = Pattern.op("Clip").input(2, Pattern.any());
    assertEquals("Clip has no input 2", fails(pattern, node("Clip", a, half)).reason());
    Match match = matches(Pattern.op("Clip"), node("Clip", a));
    assertThrows(IllegalArgumentException.class, () -> match.get(X));
  }
}

package io.lntune.graph.match;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Describes a value by the nodes that compute it. Patterns are immutable and may be shared:
 *
 * <pre>{@code
 * Capture x = Capture.named("x");
 * Pattern silu = Pattern.op("Mul").commutative()
 *     .input(0, Pattern.any().as(x))
 *     .input(1, Pattern.op("Sigmoid").input(0, Pattern.any().as(x)));
 * }</pre>
 *
 * <p>Matching tries every order of commutative inputs and every alternative, in all combinations,
 * so a pattern fits whenever any reading of it fits.
 */
public abstract sealed class Pattern
    permits AnyOfPattern,
        AnyValuePattern,
        CapturePattern,
        ConstantPattern,
        FilterPattern,
        OpPattern,
        ProductPattern,
        ScalarPattern,
        ThroughPattern {

  /** The output of a standard operator; inputs that are not described may be anything. */
  public static OpPattern op(String onnxType) {
    return op(OpId.onnx(onnxType));
  }

  /** The output of an operator. */
  public static OpPattern op(OpId op) {
    return OpPattern.of(op);
  }

  /** Any value. */
  public static Pattern any() {
    return new AnyValuePattern();
  }

  /** A tensor that is fixed in the model; see {@link ConstantTensor}. */
  public static Pattern constant() {
    return new ConstantPattern();
  }

  /**
   * A constant with one element and rank 0 or 1, near {@code value}.
   *
   * @param tolerance largest relative difference; raised to the resolution of half-precision types
   */
  public static Pattern scalar(double value, double tolerance) {
    return new ScalarPattern(value, tolerance);
  }

  /** The first of the alternatives that fits. */
  public static Pattern anyOf(Pattern... alternatives) {
    return new AnyOfPattern(List.of(alternatives));
  }

  /** The product of the factors, multiplied by nested {@code Mul} nodes in any order. */
  public static Pattern product(Pattern... factors) {
    return new ProductPattern(List.of(factors));
  }

  /** This pattern, with the value kept under {@code capture}. */
  public final Pattern as(Capture capture) {
    return new CapturePattern(this, capture);
  }

  /** This pattern for values that meet a condition; {@code requirement} says it in words. */
  public final Pattern where(Predicate<Value> condition, String requirement) {
    return new FilterPattern(this, condition, requirement);
  }

  /** This pattern, also when nodes of the given standard operators stand between. */
  public final Pattern through(String... onnxTypes) {
    return new ThroughPattern(this, List.of(onnxTypes));
  }

  /** Matches the first output of {@code root}. */
  public final MatchResult match(Node root) {
    MatchState state = new MatchState(root);
    Value output = root.output(0);
    if (output == null) {
      return new MatchFailure("the node has no first output", root);
    }
    return match(output, state, () -> true) ? state.match() : state.failure();
  }

  /**
   * Matches {@code value} and then {@code rest}; when the rest fails, another reading of this
   * pattern is tried.
   */
  abstract boolean match(Value value, MatchState state, BooleanSupplier rest);
}

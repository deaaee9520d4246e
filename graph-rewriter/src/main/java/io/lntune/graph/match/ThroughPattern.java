package io.lntune.graph.match;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Fits what the inner pattern fits, looking through unary nodes such as {@code Cast}. */
final class ThroughPattern extends Pattern {
  /** Longest chain that is looked through; exporters write at most three casts in a row. */
  private static final int MAXIMUM_CHAIN = 16;

  private final Pattern inner;
  private final List<String> onnxTypes;

  ThroughPattern(Pattern inner, List<String> onnxTypes) {
    this.inner = inner;
    this.onnxTypes = onnxTypes;
  }

  @Override
  boolean match(Value value, MatchState state, BooleanSupplier rest) {
    Value candidate = value;
    for (int i = 0; i < MAXIMUM_CHAIN && candidate != null; i++) {
      if (inner.match(candidate, state, rest)) {
        return true;
      }
      candidate = before(candidate);
    }
    return false;
  }

  private @Nullable Value before(Value value) {
    Node producer = value.producer();
    return producer != null && onnxTypes.stream().anyMatch(producer::is) ? producer.input(0) : null;
  }
}

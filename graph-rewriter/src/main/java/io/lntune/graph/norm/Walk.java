package io.lntune.graph.norm;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps along edges that look through nodes that do not change the number: Cast and Identity. */
final class Walk {
  private Walk() {}

  static boolean isTransparent(Node node) {
    return node.is("Cast") || node.is("Identity");
  }

  /** {@code value} before any casts. */
  static Value up(Value value) {
    Value current = value;
    while (current.producer() != null && isTransparent(current.producer())) {
      current = current.producer().requiredInput(0);
    }
    return current;
  }

  /** The standard node of that type that produces {@code value}, looking through casts. */
  static @Nullable Node producer(@Nullable Value value, String onnxType) {
    if (value == null) {
      return null;
    }
    Node producer = up(value).producer();
    return producer != null && producer.is(onnxType) ? producer : null;
  }

  /** Uses of {@code value}, and of what its casts make of it. */
  static List<Use> down(Value value) {
    List<Use> found = new ArrayList<>();
    Deque<Value> open = new ArrayDeque<>(List.of(value));
    while (!open.isEmpty()) {
      for (Use use : open.pop().uses()) {
        if (isTransparent(use.node())) {
          open.add(use.node().requiredOutput(0));
        } else {
          found.add(use);
        }
      }
    }
    return found;
  }
}

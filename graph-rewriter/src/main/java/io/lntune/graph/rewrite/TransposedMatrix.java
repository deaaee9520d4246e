package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A matrix that a Transpose node turns (ONNX {@code Transpose}, opset 1). */
public final class TransposedMatrix {
  private static final List<Long> SWAPPED = List.of(1L, 0L);

  private TransposedMatrix() {}

  /**
   * What {@code value} is the transpose of, or null. Without a permutation the caller has to know
   * that it is a matrix.
   */
  public static @Nullable Value source(Value value) {
    Node producer = value.producer();
    boolean turned =
        producer != null
            && producer.is("Transpose")
            && producer.attributes().ints("perm", SWAPPED).equals(SWAPPED);
    return turned && producer != null ? producer.requiredInput(0) : null;
  }
}

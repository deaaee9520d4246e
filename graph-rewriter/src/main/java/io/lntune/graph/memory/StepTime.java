package io.lntune.graph.memory;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long nodes take, to compare them with each other: by the arithmetic of products and by the
 * bytes that everything else moves, at the rates of two cores.
 */
final class StepTime {
  private static final double FLOPS = 1e11;
  private static final double BYTES = 1e10;
  private static final double CALL_SECONDS = 5e-6;

  /** These are bound by arithmetic, about so many times as long as a copy. */
  private static final double TRANSCENDENTAL = 4;

  private static final Set<String> SLOW =
      Set.of("Erf", "Exp", "Gelu", "QuickGelu", "Log", "LogSoftmax", "Pow", "Softmax", "Tanh");

  private StepTime() {}

  /** Seconds, from concrete shapes. */
  static double of(Node node) {
    Graph body = Subgraphs.ofScan(node);
    return body == null ? alone(node) : repeated(node, body);
  }

  /** A step of a Scan for every slice of what it reads. */
  private static double repeated(Node node, Graph body) {
    Shape slices = node.requiredInput(0).shape();
    double each = body.nodes().stream().mapToDouble(StepTime::of).sum();
    return each * (slices == null || !slices.isStatic() ? 1 : slices.dim(0).size());
  }

  private static double alone(Node node) {
    long flops = Math.max(0, FlopCount.of(node));
    long moved = 0;
    for (Value value : node.inputs()) {
      moved += flops > 0 && value != null && value.initializer() != null ? 0 : bytes(value);
    }
    for (Value value : node.outputs()) {
      moved += bytes(value);
    }
    double factor = isSlow(node) ? TRANSCENDENTAL : 1;
    double moving = KernelTraits.isView(node) ? 0 : factor * moved / BYTES;
    return flops / FLOPS + moving + CALL_SECONDS;
  }

  /** Whether arithmetic, not memory, bounds an operator that is no product. */
  static boolean isSlow(Node node) {
    return SLOW.contains(node.op().type());
  }

  /** Seconds to repack so many bytes of weights while they are used. */
  static double packing(long bytes) {
    return 2 * bytes / BYTES;
  }

  /** Bytes of a value whose shape is known, otherwise 0. */
  static long bytes(@Nullable Value value) {
    if (value == null || !(value.type() instanceof TensorType type)) {
      return 0;
    }
    Shape shape = type.shape();
    return shape == null || !shape.isStatic()
        ? 0
        : type.elementType().byteSize(shape.elementCount());
  }
}

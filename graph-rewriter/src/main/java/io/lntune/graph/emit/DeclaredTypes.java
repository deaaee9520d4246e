package io.lntune.graph.emit;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The values whose types an emitted model declares. ONNX Runtime plans with them: a value takes the
 * buffer of an earlier one whose axes have the same names. Without, it compares every value with
 * all that were freed before, and opening a deep model takes time that grows with the square of its
 * nodes. The names have to tell sizes apart, though, or a buffer is too small.
 */
final class DeclaredTypes implements Predicate<Value> {
  /**
   * ONNX Runtime 1.29 merges several of these in a row when the last has a fixed shape, and fails
   * where the first one's target is computed.
   */
  private static final Set<String> MERGED = Set.of("Reshape", "Squeeze", "Unsqueeze");

  private final boolean any;

  DeclaredTypes(Graph graph) {
    any = namesAreDistinct(graph);
  }

  @Override
  public boolean test(Value value) {
    Node producer = value.producer();
    Shape shape = value.shape();
    boolean merged =
        producer != null
            && producer.op().domain().isEmpty()
            && MERGED.contains(producer.op().type());
    return any && shape != null && !(merged && shape.isStatic());
  }

  /**
   * Free axes of inputs that have no name are told apart by their position alone, so that no two
   * inputs may have one at the same.
   */
  private static boolean namesAreDistinct(Graph graph) {
    Set<Integer> positions = new HashSet<>();
    for (Value input : graph.inputs()) {
      Shape shape = input.initializer() == null ? input.shape() : null;
      for (int i = 0; shape != null && i < shape.rank(); i++) {
        Dim dim = shape.dim(i);
        if (!dim.isStatic() && dim.symbol().isEmpty() && !positions.add(i)) {
          return false;
        }
      }
    }
    return true;
  }
}

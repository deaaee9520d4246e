package io.lntune.graph.rewrite.runtime;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.OperatorTraits;
import io.lntune.graph.rewrite.Pass;
import java.util.List;
import java.util.Objects;

/**
 * Lets products read a wide weight where the file holds it. ONNX Runtime otherwise packs a copy of
 * a weight [K, N] for every product that uses it, one for forward and one for backward. Packing
 * during each run instead makes the products of a weight with N = 4 K a twelfth slower, those of a
 * square one a fifth (256 rows, two threads), so wide ones are where memory costs the least time.
 * The same holds for a huge weight that one product uses, as a head over a large vocabulary beside
 * blocks in 8 bits.
 */
public final class WideWeightsInPlace implements Pass {
  private static final int COLUMNS_PER_ROW = 2;

  /** Elements from which one copy is too many. */
  private static final long HUGE = 1 << 26;

  /** Elements below which a copy is not worth two nodes. */
  private static final long SMALLEST = 1 << 16;

  @Override
  public String name() {
    return "WideWeightsInPlace";
  }

  @Override
  public boolean run(Model model) {
    Graph graph = model.graph();
    boolean changed = false;
    for (Value weight : List.copyOf(graph.initializers())) {
      List<Use> products = weight.uses().stream().filter(WideWeightsInPlace::packs).toList();
      Tensor tensor = Objects.requireNonNull(weight.initializer());
      if ((products.size() > 1 && isWide(tensor)) || (!products.isEmpty() && isHuge(tensor))) {
        for (Use use : products) {
          GraphBuilder builder = GraphBuilder.before(use.node(), use.node().name());
          use.node().graph().setNodeInput(use.node(), 1, WeightView.of(weight, builder));
        }
        changed = true;
      }
    }
    if (changed) {
      model.opsets().putIfAbsent(OpId.MICROSOFT, 1L);
    }
    return changed;
  }

  private static boolean packs(Use use) {
    return use.index() == 1 && OperatorTraits.PACKING.contains(use.node().op());
  }

  private static boolean isWide(Tensor tensor) {
    Shape shape = tensor.shape();
    return isMatrix(tensor)
        && tensor.elementCount() >= SMALLEST
        && shape.dim(1).size() >= COLUMNS_PER_ROW * shape.dim(0).size();
  }

  private static boolean isHuge(Tensor tensor) {
    return isMatrix(tensor) && tensor.elementCount() >= HUGE;
  }

  private static boolean isMatrix(Tensor tensor) {
    return tensor.elementType() == DataType.FLOAT && tensor.shape().rank() == 2;
  }
}

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
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Lets products read weights where the file holds them. ONNX Runtime otherwise packs a copy of a
 * weight [K, N] for every product that uses it, one for forward and one for backward. Packing
 * during each run instead makes the products of a weight with N = 4 K a twelfth slower, those of a
 * square one a fifth (256 rows, two threads), so wide ones are where memory costs the least time.
 * The same holds for a huge weight, even if one product uses it, as a head over a large vocabulary
 * beside blocks in 8 bits.
 */
public final class WeightsInPlace implements Pass {
  private static final int COLUMNS_PER_ROW = 2;

  /** Elements from which one copy is too many. */
  private static final long HUGE = 1 << 26;

  /** Elements below which a copy is not worth two nodes. */
  private static final long SMALLEST = 1 << 16;

  private final Predicate<Value> chosen;

  private WeightsInPlace(Predicate<Value> chosen) {
    this.chosen = chosen;
  }

  /** For those weights that are wide, and for huge ones. */
  public static WeightsInPlace standard() {
    return new WeightsInPlace(WeightsInPlace::isStandard);
  }

  /** For these weights, which are among the {@link #candidates}. */
  public static WeightsInPlace of(Set<Value> weights) {
    return new WeightsInPlace(weights::contains);
  }

  /**
   * The weights that are worth it, those last that cost the least time per byte: of a huge one,
   * which usually is a head, few rows are multiplied at once.
   */
  public static List<Value> candidates(Graph graph) {
    return graph.initializers().stream()
        .filter(weight -> isShared(weight) || isHuge(weight))
        .sorted(Comparator.comparing(weight -> isHuge(weight) ? 0 : isWide(weight) ? 2 : 1))
        .toList();
  }

  /** Whether {@link #standard} chooses a weight. */
  public static boolean isStandard(Value weight) {
    return isHuge(weight) || (isShared(weight) && isWide(weight));
  }

  /** The products that would have a copy of {@code weight} each. */
  public static List<Use> products(Value weight) {
    return weight.uses().stream().filter(OperatorTraits::packs).toList();
  }

  @Override
  public String name() {
    return "WeightsInPlace";
  }

  @Override
  public boolean run(Model model) {
    Graph graph = model.graph();
    boolean changed = false;
    for (Value weight : List.copyOf(graph.initializers())) {
      if (chosen.test(weight)) {
        for (Use use : products(weight)) {
          changed = true;
          GraphBuilder builder = GraphBuilder.before(use.node(), use.node().name());
          use.node().graph().setNodeInput(use.node(), 1, WeightView.of(weight, builder));
        }
      }
    }
    if (changed) {
      model.opsets().putIfAbsent(OpId.MICROSOFT, 1L);
    }
    return changed;
  }

  private static boolean isShared(Value weight) {
    return isMatrix(weight)
        && stored(weight).elementCount() >= SMALLEST
        && products(weight).size() > 1;
  }

  private static boolean isWide(Value weight) {
    Shape shape = stored(weight).shape();
    return shape.dim(1).size() >= COLUMNS_PER_ROW * shape.dim(0).size();
  }

  private static boolean isHuge(Value weight) {
    return isMatrix(weight) && stored(weight).elementCount() >= HUGE && !products(weight).isEmpty();
  }

  private static boolean isMatrix(Value weight) {
    Tensor tensor = stored(weight);
    return tensor.elementType() == DataType.FLOAT && tensor.shape().rank() == 2;
  }

  private static Tensor stored(Value weight) {
    return Objects.requireNonNull(weight.initializer());
  }
}

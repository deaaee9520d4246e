package io.lntune.graph.infer;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The sizes that an account takes for the axes that a model leaves open. The first axis of an input
 * counts as the batch and any other as the sequence, unless its name says otherwise.
 *
 * @param batch number of examples
 * @param sequence length of every other open axis
 */
public record AssumedSizes(long batch, long sequence) {
  /** Batch 8, sequence 128. */
  public static final AssumedSizes STANDARD = new AssumedSizes(8, 128);

  public AssumedSizes {
    if (batch < 1 || sequence < 1) {
      throw new IllegalArgumentException("sizes must be positive: " + batch + ", " + sequence);
    }
  }

  /** {@code declared}, the type of an input, with a size for every open axis. */
  public @Nullable ValueType bind(@Nullable ValueType declared) {
    return declared instanceof TensorType type && type.shape() != null
        ? new TensorType(type.elementType(), bound(type.shape()))
        : declared;
  }

  /** Half the sequence length, for a model that does not take so much; the batch stays. */
  public AssumedSizes shorter() {
    return new AssumedSizes(batch, sequence / 2);
  }

  private Shape bound(Shape shape) {
    List<Dim> dims = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      Dim dim = shape.dim(axis);
      dims.add(dim.isStatic() ? dim : Dim.of(isBatch(dim.symbol(), axis) ? batch : sequence));
    }
    return new Shape(dims);
  }

  private static boolean isBatch(String symbol, int axis) {
    String name = symbol.toLowerCase(Locale.ROOT);
    return name.contains("batch") || (axis == 0 && !name.contains("seq"));
  }
}

package io.lntune.graph.memory;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.OperatorTraits;
import org.jspecify.annotations.Nullable;

/**
 * Memory that stored tensors take in a session. The base file is mapped, so what is never read
 * takes none: of a table only the rows that are looked up. A product packs its matrix once more for
 * every node that uses it, and then has no use for the original.
 *
 * @param mapped bytes of the originals that steps read
 * @param packed bytes of the copies
 */
record WeightMemory(long mapped, long packed) {
  /** The kernel maps so much around a page that is read. */
  private static final long READ_AROUND = 1 << 16;

  /** {@code graph} with its values' concrete shapes; {@code prepack} as the session is set up. */
  static WeightMemory of(Graph graph, boolean prepack) {
    long mapped = 0;
    long packed = 0;
    for (Value value : graph.initializers()) {
      Tensor tensor = value.initializer();
      if (tensor == null) {
        continue;
      }
      long read = 0;
      long copies = 0;
      for (Use use : value.uses()) {
        if (prepack && packs(use, tensor)) {
          copies += tensor.byteSize();
        } else {
          read = Math.max(read, read(use, tensor));
        }
      }
      packed += copies;
      // Packing reads all of an original, which stays where another node reads any of it.
      mapped += copies > 0 && read > 0 ? tensor.byteSize() : read;
    }
    return new WeightMemory(mapped, packed);
  }

  long bytes() {
    return mapped + packed;
  }

  private static boolean packs(Use use, Tensor tensor) {
    DataType type = tensor.elementType();
    boolean packable = type == DataType.FLOAT || type == DataType.INT8 || type == DataType.UINT8;
    return OperatorTraits.packs(use) && tensor.shape().rank() == 2 && packable;
  }

  private static long read(Use use, Tensor tensor) {
    if (!use.node().is("Gather") || use.index() != 0) {
      return tensor.byteSize();
    }
    long rows = elements(use.node().input(1));
    return Math.min(tensor.byteSize(), rows * READ_AROUND);
  }

  private static long elements(@Nullable Value value) {
    Shape shape = value == null ? null : value.shape();
    return shape == null || !shape.isStatic() ? Integer.MAX_VALUE : shape.elementCount();
  }
}

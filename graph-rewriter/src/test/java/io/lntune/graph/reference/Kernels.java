package io.lntune.graph.reference;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The operators that can be evaluated. */
final class Kernels {
  private final Map<OpId, Kernel> byOp = new HashMap<>();

  private Kernels() {}

  static Kernels all() {
    Kernels kernels = new Kernels();
    UnaryMath.register(kernels);
    Activations.register(kernels);
    BinaryMath.register(kernels);
    Comparisons.register(kernels);
    Reductions.register(kernels);
    Ordering.register(kernels);
    MatrixProducts.register(kernels);
    LinearAlgebra.register(kernels);
    Einsum.register(kernels);
    Shapes.register(kernels);
    Rearrangements.register(kernels);
    Slices.register(kernels);
    Padding.register(kernels);
    Gathers.register(kernels);
    Scatters.register(kernels);
    LayerNormalizations.register(kernels);
    ChannelNormalizations.register(kernels);
    Softmaxes.register(kernels);
    Losses.register(kernels);
    Convolution.register(kernels);
    TransposedConvolution.register(kernels);
    Pooling.register(kernels);
    Regions.register(kernels);
    Resize.register(kernels);
    Generators.register(kernels);
    Conversions.register(kernels);
    Quantization.register(kernels);
    ControlFlow.register(kernels);
    return kernels;
  }

  /** Adds a standard operator with one output. */
  void add(String type, Function<Call, Array> kernel) {
    addMany(type, call -> List.of(kernel.apply(call)));
  }

  /** Adds a standard operator with several outputs. */
  void addMany(String type, Kernel kernel) {
    byOp.put(OpId.onnx(type), kernel);
  }

  /** Adds an operator of ONNX Runtime's domain with one output. */
  void addMicrosoft(String type, Function<Call, Array> kernel) {
    addManyMicrosoft(type, call -> List.of(kernel.apply(call)));
  }

  /** Adds an operator of ONNX Runtime's domain with several outputs. */
  void addManyMicrosoft(String type, Kernel kernel) {
    byOp.put(OpId.microsoft(type), kernel);
  }

  Set<OpId> supported() {
    return Collections.unmodifiableSet(byOp.keySet());
  }

  Kernel of(Node node) {
    Kernel kernel = byOp.get(node.op());
    if (kernel == null) {
      throw new IllegalArgumentException(
          "The reference evaluator does not know operator " + node.op() + ": " + node.describe());
    }
    return kernel;
  }
}

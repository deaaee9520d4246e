package io.lntune.graph.precision;

import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import org.jspecify.annotations.Nullable;

/** How a product with a frozen weight is computed in reduced precision. */
interface ProductForm {
  /** What the form is called in the names of nodes and weights. */
  String name();

  /** What brings weights into this form; their numbers go into {@code file}. */
  Quantizer quantizer(WeightFile file);

  /**
   * {@code product} of activations [..., K], with {@code bias} [N] added: [..., N].
   *
   * @param weight that of {@code product} in this form
   */
  Value forward(GraphBuilder builder, FrozenProduct product, Operands weight, @Nullable Value bias);

  /** {@code product} of what flows back [..., K], without a bias: [..., N]. */
  Value backward(GraphBuilder builder, FrozenProduct product, Operands weight);

  /** A quantised weight in the graph. */
  record Operands(Value values, Value scales) {}
}

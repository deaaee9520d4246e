package io.lntune.graph.reference;

import io.lntune.graph.ir.DataType;

/** Changes of the element type. Floating-point targets do not round. */
final class Conversions {
  private Conversions() {}

  static void register(Kernels kernels) {
    kernels.add("Cast", call -> cast(call.in(0), DataType.ofCode(call.attribute("to", 0))));
    kernels.add("CastLike", call -> cast(call.in(0), call.in(1).type()));
  }

  /** Integers truncate towards zero and wrap; booleans are "not zero". */
  static Array cast(Array x, DataType to) {
    return Array.wrap(to, x.sizes(), x.data()).map(v -> v);
  }
}

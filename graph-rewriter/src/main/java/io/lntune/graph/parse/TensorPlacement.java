package io.lntune.graph.parse;

import io.lntune.graph.ir.Tensor;

/** Decides for every initializer where a written model keeps its elements. */
@FunctionalInterface
public interface TensorPlacement {
  /** Leaves every tensor where the file had it; new ones go into the model. */
  TensorPlacement KEEP = tensor -> new Kept();

  /** Puts every tensor into the model itself. */
  TensorPlacement INLINE = tensor -> new Inline();

  /** The place for {@code initializer}. */
  Place of(Tensor initializer);

  /** Where elements are kept. */
  sealed interface Place {}

  /** As the file had it: in the model, typed or raw, or external. */
  record Kept() implements Place {}

  /** In the model itself. */
  record Inline() implements Place {}

  /**
   * In another file, which is referred to and not written. It may be a model whose {@code raw_data}
   * contains the elements.
   *
   * @param location path relative to the folder of the written model, without {@code ..}
   * @param offset first byte of the elements
   * @param length number of bytes, exactly what type and shape need
   */
  record External(String location, long offset, long length) implements Place {}
}

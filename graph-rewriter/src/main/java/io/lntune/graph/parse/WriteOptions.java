package io.lntune.graph.parse;

import io.lntune.graph.ir.Value;
import java.util.function.Predicate;

/**
 * How a model is written.
 *
 * @param placement where the elements of initializers are kept
 * @param valueTypes values whose known types are added to the declarations that the file had
 * @param overwrite true to replace an existing file
 */
public record WriteOptions(
    TensorPlacement placement, Predicate<Value> valueTypes, boolean overwrite) {
  /** Everything as it was read; an existing file is not replaced. */
  public static final WriteOptions DEFAULT =
      new WriteOptions(TensorPlacement.KEEP, value -> false, false);

  public WriteOptions withPlacement(TensorPlacement value) {
    return new WriteOptions(value, valueTypes, overwrite);
  }

  public WriteOptions withValueTypes(Predicate<Value> value) {
    return new WriteOptions(placement, value, overwrite);
  }

  public WriteOptions withOverwrite(boolean value) {
    return new WriteOptions(placement, valueTypes, value);
  }
}

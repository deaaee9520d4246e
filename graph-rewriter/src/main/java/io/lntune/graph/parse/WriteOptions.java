package io.lntune.graph.parse;

/**
 * How a model is written.
 *
 * @param placement where the elements of initializers are kept
 * @param valueTypes true to add the known types of all values, false to keep only the declarations
 *     that the file had
 * @param overwrite true to replace an existing file
 */
public record WriteOptions(TensorPlacement placement, boolean valueTypes, boolean overwrite) {
  /** Everything as it was read; an existing file is not replaced. */
  public static final WriteOptions DEFAULT = new WriteOptions(TensorPlacement.KEEP, false, false);

  public WriteOptions withPlacement(TensorPlacement value) {
    return new WriteOptions(value, valueTypes, overwrite);
  }

  public WriteOptions withValueTypes(boolean value) {
    return new WriteOptions(placement, value, overwrite);
  }

  public WriteOptions withOverwrite(boolean value) {
    return new WriteOptions(placement, valueTypes, value);
  }
}

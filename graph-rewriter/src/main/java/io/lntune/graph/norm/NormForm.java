package io.lntune.graph.norm;

import java.util.Locale;

/** How a normalisation layer is spelled in the graph. */
public enum NormForm {
  LAYER_NORMALIZATION,
  DECOMPOSED_LAYER_NORM,
  RMS_NORMALIZATION,
  DECOMPOSED_RMS_NORM,
  SIMPLIFIED_LAYER_NORMALIZATION,
  SKIP_LAYER_NORMALIZATION,
  SKIP_SIMPLIFIED_LAYER_NORMALIZATION,
  EMBED_LAYER_NORMALIZATION,
  GROUP_NORMALIZATION,
  DECOMPOSED_GROUP_NORM,
  INSTANCE_NORMALIZATION,
  BATCH_NORMALIZATION,
  /** Divided by a spread that is not exactly LayerNorm's: unbiased, epsilon outside the root. */
  STANDARDISED,
  /** Scale and bias of a module that is called a norm but computes no statistics (MobileBERT). */
  AFFINE_ONLY;

  /** Lower-case name for reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package io.lntune.graph.emit;

import java.util.List;
import java.util.Set;

/**
 * The step model in two parts: a prefix that no trained parameter reaches, which needs to run once
 * per example, and a suffix that trains on what the prefix computed.
 *
 * @param values what is kept of each example; none when the step model is not worth dividing
 * @param perExample inputs whose first axis counts examples; others are fed whole
 * @param prefixInputs data that the prefix reads
 * @param suffixInputs data and kept values that the suffix reads beside the parameters
 * @param share part of the forward's matrix products that the prefix holds, 0 to 1
 * @param bytes estimate of what an example takes, sequences having 128 tokens
 * @param obstacle why there are no two parts; empty when there are
 * @param prefix model whose outputs are the values
 * @param suffix the step model with the values as inputs
 */
public record FrozenPrefix(
    List<PlannedCache> values,
    Set<String> perExample,
    List<String> prefixInputs,
    List<String> suffixInputs,
    double share,
    long bytes,
    String obstacle,
    ModelBytes prefix,
    ModelBytes suffix) {
  private static final ModelBytes NO_MODEL = new ModelBytes(new byte[0]);

  public FrozenPrefix {
    values = List.copyOf(values);
    perExample = Set.copyOf(perExample);
    prefixInputs = List.copyOf(prefixInputs);
    suffixInputs = List.copyOf(suffixInputs);
  }

  /** A step model that stays in one piece. */
  static FrozenPrefix none(double share, String obstacle) {
    return new FrozenPrefix(
        List.of(), Set.of(), List.of(), List.of(), share, 0, obstacle, NO_MODEL, NO_MODEL);
  }

  /** Whether there are two parts. */
  public boolean isPresent() {
    return !values.isEmpty();
  }
}

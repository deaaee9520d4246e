package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The error for data that lacks what the model wants. */
final class MissingFeature {
  private MissingFeature() {}

  static LntuneException in(
      Path file, String column, Collection<String> present, List<FeatureSpec> wanted) {
    return LntuneException.badInput(
        "The data has no '"
            + column
            + "'. It has: "
            + (present.isEmpty() ? "nothing" : String.join(", ", present))
            + ". The model wants: "
            + wanted.stream().map(FeatureSpec::toString).collect(Collectors.joining(", ")),
        file.toString(),
        "Add it, or say with --column MODEL_NAME=DATA_NAME what it is called in the data.");
  }
}

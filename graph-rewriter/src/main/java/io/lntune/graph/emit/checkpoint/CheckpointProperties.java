package io.lntune.graph.emit.checkpoint;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Annotations in a checkpoint, sorted by name.
 *
 * @param integers whole numbers
 * @param floats numbers
 * @param texts texts
 */
public record CheckpointProperties(
    Map<String, Long> integers, Map<String, Float> floats, Map<String, String> texts) {
  /** No annotation. */
  public static final CheckpointProperties NONE =
      new CheckpointProperties(Map.of(), Map.of(), Map.of());

  public CheckpointProperties {
    integers = Collections.unmodifiableMap(new TreeMap<>(integers));
    floats = Collections.unmodifiableMap(new TreeMap<>(floats));
    texts = Collections.unmodifiableMap(new TreeMap<>(texts));
  }

  /** True when there is none. */
  public boolean isEmpty() {
    return integers.isEmpty() && floats.isEmpty() && texts.isEmpty();
  }
}

package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.emit.FrozenPrefix;
import java.util.Locale;
import java.util.Optional;

/** What a training may compute once per example, for people and programs. */
final class PrefixLine {
  private static final double PERCENT = 100;

  private PrefixLine() {}

  /** One line; none where every step computes everything. */
  static Optional<String> of(FrozenPrefix prefix) {
    return prefix.isPresent()
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "frozen prefix: %.0f%% of the forward's matrix products; training keeps about %s per"
                    + " example of usual length",
                PERCENT * prefix.share(),
                Sizes.bytes(prefix.bytes())))
        : Optional.empty();
  }

  /** Adds the key {@code prefix}. */
  static void put(FrozenPrefix prefix, ObjectNode root) {
    root.putObject("prefix")
        .put("share", prefix.share())
        .put("bytes_per_example", prefix.bytes())
        .put("obstacle", prefix.obstacle());
  }
}

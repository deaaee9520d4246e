package io.lntune.tools.demo;

import io.lntune.graph.tag.TargetSelector;
import java.util.List;

/** What one of the compared trainings trains. */
enum DemoSetting {
  NORMS("norms only", "norms", TargetSelector.ALL_NORMS),
  NORMS_AND_HEAD(
      "norms + classifier",
      "norms_and_head",
      TargetSelector.parse(null, List.of(), List.of("classifier"))),
  HEAD("classifier only", "head", TargetSelector.parse("classifier", List.of(), List.of()));

  private final String title;
  private final String key;
  private final TargetSelector selector;

  DemoSetting(String title, String key, TargetSelector selector) {
    this.title = title;
    this.key = key;
    this.selector = selector;
  }

  String title() {
    return title;
  }

  /** Name in file names and JSON. */
  String key() {
    return key;
  }

  TargetSelector selector() {
    return selector;
  }
}

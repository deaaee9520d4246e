package io.lntune.tools.demo;

import io.lntune.graph.tag.TargetSelector;
import java.util.List;

/** What one of the compared trainings trains. */
enum DemoSetting {
  NORMS("norms only", "norms"),
  NORMS_AND_HEAD("norms + classifier", "norms_and_head"),
  HEAD("classifier only", "head");

  private static final String CLASSIFIER = "classifier";

  private final String title;
  private final String key;

  DemoSetting(String title, String key) {
    this.title = title;
    this.key = key;
  }

  String title() {
    return title;
  }

  /** Name in file names and JSON. */
  String key() {
    return key;
  }

  TargetSelector selector() {
    return switch (this) {
      case NORMS -> TargetSelector.ALL_NORMS;
      case NORMS_AND_HEAD -> TargetSelector.parse(null, List.of(), List.of(CLASSIFIER));
      case HEAD -> TargetSelector.parse(CLASSIFIER, List.of(), List.of());
    };
  }
}

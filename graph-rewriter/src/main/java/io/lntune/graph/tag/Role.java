package io.lntune.graph.tag;

import java.util.Locale;

/** What a trainable tensor does in its module. */
public enum Role {
  /** Scale of a normalisation layer. */
  SCALE("weight"),
  /** Bias of a normalisation layer. */
  BIAS("bias"),
  /** Any other tensor that was asked for by name. */
  WEIGHT("weight");

  private final String suffix;

  Role(String suffix) {
    this.suffix = suffix;
  }

  /** Last segment of a parameter name made up for this role. */
  String suffix() {
    return suffix;
  }

  /** Lower-case name for reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

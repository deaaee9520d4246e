package io.lntune.graph.emit;

/** Version of this tool, as written into what it makes. */
public final class ToolVersion {
  private ToolVersion() {}

  /** The version of the jar; {@code development} when run from class files. */
  public static String text() {
    String version = ToolVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}

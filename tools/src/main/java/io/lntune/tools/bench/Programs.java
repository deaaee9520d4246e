package io.lntune.tools.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Starts the two programs that are compared. */
final class Programs {
  /** Names the variables by which this program's launcher limits what the C library keeps. */
  private static final String ALLOCATION = "LNTUNE_ALLOCATION";

  private final String mainClass;
  private final List<String> arguments;
  private final @Nullable String peer;

  /**
   * @param mainClass class whose main method runs the measured process
   * @param arguments its arguments
   * @param peer command line of the other program, for the system's shell; null for none
   */
  Programs(String mainClass, List<String> arguments, @Nullable String peer) {
    this.mainClass = mainClass;
    this.arguments = List.copyOf(arguments);
    this.peer = peer;
  }

  boolean hasPeer() {
    return peer != null;
  }

  /** This program, in a virtual machine with the options of this one. */
  MeasuredProgram own() {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add(mainClass);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    // In the environment, because ONNX Runtime fails in a process with a long command line.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return MeasuredProgram.start("lntune " + String.join(" ", arguments), builder);
  }

  MeasuredProgram peer() {
    String command = Objects.requireNonNull(peer);
    boolean windows =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    ProcessBuilder builder =
        windows
            ? new ProcessBuilder("cmd.exe", "/c", command)
            : new ProcessBuilder("/bin/sh", "-c", "exec " + command);
    // They are a part of what is measured, but not of the peer.
    String limits = builder.environment().remove(ALLOCATION);
    if (limits != null) {
      builder.environment().keySet().removeAll(List.of(limits.trim().split(" ")));
    }
    return MeasuredProgram.start(command, builder);
  }
}

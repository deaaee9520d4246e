package io.lntune.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The most memory that this process ever had resident, as Linux records it. */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String FIELD = "VmHWM:";
  private static final long KIBIBYTE = 1024;

  private PeakMemory() {}

  /** Bytes; empty on systems without {@code /proc}. */
  static OptionalLong bytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(FIELD)) {
          String kibibytes = line.substring(FIELD.length()).replace("kB", "").strip();
          return OptionalLong.of(Math.multiplyExact(Long.parseLong(kibibytes), KIBIBYTE));
        }
      }
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }
}

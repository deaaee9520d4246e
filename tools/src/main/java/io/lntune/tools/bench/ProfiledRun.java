package io.lntune.tools.bench;

import io.lntune.graph.LntuneException;
import io.lntune.graph.file.AtomicDirectory;
import io.lntune.trainer.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Runs a few steps under ONNX Runtime's profiler. */
final class ProfiledRun {
  private final BenchPlan plan;
  private final EngineOptions options;
  private final BenchSettings settings;

  ProfiledRun(BenchPlan plan, EngineOptions options, BenchSettings settings) {
    this.plan = plan;
    this.options = options;
    this.settings = settings;
  }

  /** Time per operator over the measured steps, those of the warm-up left out. */
  OperatorTimes operators() {
    try {
      Path folder = Files.createTempDirectory("lntune-profile");
      try {
        try (MeasuredEngine engine =
            new MeasuredEngine(plan, options.withProfile(folder.resolve("profile")))) {
          for (int i = 0; i < settings.warmup() + settings.steps(); i++) {
            engine.step();
          }
        }
        return ProfileReader.read(only(folder), settings.warmup());
      } finally {
        AtomicDirectory.remove(folder);
      }
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The profile cannot be used: " + e.getMessage(),
              "",
              "Check that the folder for temporary files is writable.")
          .causedBy(e);
    }
  }

  /** The runtime adds the time of day to the name. */
  private static Path only(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow(() -> new IOException("the runtime wrote none"));
    }
  }
}

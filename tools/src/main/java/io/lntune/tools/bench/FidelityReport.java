package io.lntune.tools.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.precision.BasePrecision;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.command.PrecisionOption;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.engine.GradientFidelity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an approximate base does to the gradients, beside what it does to the time. */
final class FidelityReport {
  private FidelityReport() {}

  /** Compares with the base as stored; null when that is what was measured. */
  static @Nullable GradientFidelity of(Invocation invocation, Path source, BenchSettings settings) {
    BasePrecision precision = PrecisionOption.read(invocation);
    if (precision == BasePrecision.STORED || Files.isDirectory(source)) {
      return null;
    }
    BenchPlan exact = BenchPlan.of(invocation, source, settings, BasePrecision.STORED);
    BenchPlan other = BenchPlan.of(invocation, source, settings, precision);
    return GradientFidelity.compare(
        exact.training(),
        other.training(),
        exact.batch().arrays(),
        EngineOptions.DEFAULT.withThreads(settings.threads()));
  }

  static String line(GradientFidelity fidelity) {
    GradientFidelity.Parameter worst = fidelity.parameters().get(0);
    return String.format(
        Locale.ROOT,
        "cosine with the gradients of the stored base: lowest %.4f (%s), median %.4f",
        worst.cosine(),
        worst.name(),
        fidelity.median());
  }

  static void put(GradientFidelity fidelity, ObjectNode root) {
    GradientFidelity.Parameter worst = fidelity.parameters().get(0);
    root.putObject("gradient_cosine")
        .put("lowest", worst.cosine())
        .put("lowest_parameter", worst.name())
        .put("median", fidelity.median());
  }
}

package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import io.lntune.tools.cli.Command;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.cli.Output;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.parity.ParityResult;
import io.lntune.trainer.parity.ParityRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Options;

/** Compares outputs, gradients and training steps with recorded references. */
public final class ParityCommand implements Command {
  private static final String THREADS = "threads";

  @Override
  public String name() {
    return "parity";
  }

  @Override
  public String summary() {
    return "compare outputs, gradients and training steps with recorded references";
  }

  @Override
  public String arguments() {
    return "CASE_DIR...";
  }

  @Override
  public String example() {
    return "lntune parity onnx-models/models/parity/*";
  }

  @Override
  public Options options() {
    Flags flags = new Flags().value(THREADS, "N", "threads of one operator (automatic)");
    return EngineChoice.add(flags).json().options();
  }

  @Override
  public void run(Invocation invocation) {
    int threads = invocation.count(THREADS, 0, 1);
    Output output = invocation.output();
    List<Path> folders = folders(invocation);
    ParityRunner runner = runner(invocation, EngineOptions.DEFAULT.withThreads(threads));
    List<ParityResult> results = new ArrayList<>();
    for (Path folder : folders) {
      ParityResult result = run(runner, folder, invocation);
      results.add(result);
      output.line(line(result));
    }
    long failed = results.stream().filter(result -> !result.passed()).count();
    long passed = results.size() - failed;
    output.line(passed + " of " + results.size() + " cases passed, " + failed + " failed");
    output.document(json(results, passed, failed));
    if (failed > 0) {
      throw LntuneException.checkFailed(
          failed + " of " + results.size() + " parity cases failed",
          "",
          "See the lines that begin with FAIL.");
    }
  }

  private static ParityRunner runner(Invocation invocation, EngineOptions options) {
    EngineChoice engine = EngineChoice.read(invocation);
    return engine == EngineChoice.STEP_MODEL
        ? new ParityRunner(options)
        : new ParityRunner(options, (plan, rule) -> engine.open(plan, options, rule));
  }

  /** The folders given; plain files are left out, so that a shell's {@code *} can be used. */
  private static List<Path> folders(Invocation invocation) {
    List<Path> folders = new ArrayList<>();
    for (Path path : invocation.severalPaths("CASE_DIR")) {
      if (Files.isRegularFile(path)) {
        invocation.output().note("skipped, not a folder: " + path);
      } else {
        folders.add(path);
      }
    }
    if (folders.isEmpty()) {
      throw invocation.usage("No folder was given");
    }
    return folders;
  }

  /** Whatever happens in one case, the others are still wanted. */
  private static ParityResult run(ParityRunner runner, Path folder, Invocation invocation) {
    try {
      return runner.run(folder);
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      if (invocation.has(Flags.VERBOSE)) {
        e.printStackTrace(invocation.output().terminal().err());
      }
      String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
      return new ParityResult(name, false, Double.POSITIVE_INFINITY, "", "internal error: " + e);
    }
  }

  private static String line(ParityResult result) {
    if (!result.reason().isEmpty()) {
      return "FAIL " + result.name() + " " + result.reason();
    }
    return String.format(
        Locale.ROOT,
        "%s %s %.3g worst: %s",
        result.passed() ? "pass" : "FAIL",
        result.name(),
        result.errorOverTolerance(),
        result.worst());
  }

  private static ObjectNode json(List<ParityResult> results, long passed, long failed) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("passed", passed);
    root.put("failed", failed);
    ArrayNode cases = root.putArray("cases");
    for (ParityResult result : results) {
      ObjectNode node = cases.addObject();
      node.put("case", result.name());
      node.put("passed", result.passed());
      if (Double.isFinite(result.errorOverTolerance())) {
        node.put("error_over_tolerance", result.errorOverTolerance());
      } else {
        node.putNull("error_over_tolerance");
      }
      node.put("worst", result.worst());
      node.put("reason", result.reason());
    }
    return root;
  }
}

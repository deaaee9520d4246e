package io.lntune.tools.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.tools.cli.Command;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.cli.Output;
import io.lntune.tools.cli.Progress;
import io.lntune.trainer.train.TrainingListener;
import io.lntune.trainer.train.TrainingState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.commons.cli.Options;

/** Runs the whole job on the shipped model and data. */
public final class DemoCommand implements Command {
  private static final String OUT = "out";

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "tune a shipped digit classifier to a changed sensor and show what it gains";
  }

  @Override
  public String arguments() {
    return "";
  }

  @Override
  public String example() {
    return "lntune demo --out lntune-demo";
  }

  @Override
  public Options options() {
    return new Flags().value(OUT, "DIR", "folder for the files (lntune-demo)").json().options();
  }

  @Override
  public void run(Invocation invocation) {
    invocation.paths();
    Path folder = Objects.requireNonNullElse(invocation.optionalPath(OUT), Path.of("lntune-demo"));
    Output output = invocation.output();
    output.line("A digit classifier (vision transformer, 8x8 images) meets a sensor that was");
    output.line("mounted differently. It is tuned on a few hundred images from that sensor and");
    output.line("tested on others that no training saw.");
    output.line("");
    List<DemoResult> results = new ArrayList<>();
    try (Progress progress = Progress.on(output.terminal())) {
      Demo demo = new Demo(folder, setting -> listener(setting, progress));
      for (DemoSetting setting : DemoSetting.values()) {
        results.add(demo.run(setting));
      }
    }
    print(results, folder, output);
    output.document(json(results, folder));
  }

  private static TrainingListener listener(DemoSetting setting, Progress progress) {
    return new TrainingListener() {
      @Override
      public void onStep(TrainingState state) {
        progress.update(
            String.format(
                Locale.ROOT,
                "%s: step %d of %d, loss %.3f",
                setting.title(),
                state.step(),
                state.totalSteps(),
                state.loss()));
      }
    };
  }

  private static void print(List<DemoResult> results, Path folder, Output output) {
    output.line(
        String.format(
            Locale.ROOT,
            "%-22s %10s %18s",
            "trained (" + Demo.SETTINGS.length().steps() + " steps)",
            "parameters",
            "held-out accuracy"));
    output.line(row("nothing (the base)", 0, results.get(0).before()));
    for (DemoResult result : results) {
      output.line(row(result.setting().title(), result.trainable(), result.after()));
    }
    output.line("");
    output.line("Each accuracy is that of the merged file in a fresh ONNX Runtime session.");
    output.line("base:   " + folder.resolve(Demo.MODEL));
    for (DemoResult result : results) {
      output.line("tuned:  " + result.merged());
    }
    output.line("");
    output.line(
        "See what was changed:  lntune diff "
            + folder.resolve(Demo.MODEL)
            + " "
            + results.get(0).merged()
            + " --only norms");
  }

  private static String row(String title, long parameters, double accuracy) {
    return String.format(Locale.ROOT, "%-22s %,10d %17.1f%%", title, parameters, 100 * accuracy);
  }

  private static ObjectNode json(List<DemoResult> results, Path folder) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("accuracy_before", results.get(0).before());
    ObjectNode paths = JsonNodeFactory.instance.objectNode();
    paths.put("base", folder.resolve(Demo.MODEL).toString());
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    for (DemoResult result : results) {
      String key = result.setting().key();
      root.put("accuracy_" + key, result.after());
      parameters.put(key, result.trainable());
      paths.put(key, result.merged().toString());
    }
    root.put("steps", Demo.SETTINGS.length().steps());
    root.set("trainable_parameters", parameters);
    root.set("paths", paths);
    return root;
  }
}

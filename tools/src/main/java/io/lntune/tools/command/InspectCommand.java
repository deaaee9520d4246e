package io.lntune.tools.command;

import io.lntune.graph.emit.checkpoint.TrainingCheckpoint;
import io.lntune.tools.cli.Command;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.cli.Output;
import java.nio.file.Path;
import org.apache.commons.cli.Options;

/** Shows what a model file contains, without loading ONNX Runtime. */
public final class InspectCommand implements Command {
  @Override
  public String name() {
    return "inspect";
  }

  @Override
  public String summary() {
    return "show what a model contains and which normalisation layers it has";
  }

  @Override
  public String arguments() {
    return "MODEL|CHECKPOINT";
  }

  @Override
  public String example() {
    return "lntune inspect model.onnx";
  }

  @Override
  public Options options() {
    return new Flags().json().options();
  }

  @Override
  public void run(Invocation invocation) {
    Path file = invocation.paths("MODEL or CHECKPOINT").get(0);
    Output output = invocation.output();
    if (TrainingCheckpoint.isCheckpoint(file)) {
      inspect(new CheckpointInspection(file), output);
      return;
    }
    Inspection inspection = Inspection.of(file);
    if (output.isJson()) {
      output.document(InspectJson.of(inspection));
    } else {
      InspectText.of(inspection).forEach(output::line);
    }
  }

  private static void inspect(CheckpointInspection checkpoint, Output output) {
    if (output.isJson()) {
      output.document(checkpoint.json());
    } else {
      checkpoint.text().forEach(output::line);
    }
  }
}

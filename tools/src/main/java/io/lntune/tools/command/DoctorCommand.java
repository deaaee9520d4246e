package io.lntune.tools.command;

import io.lntune.graph.LntuneException;
import io.lntune.graph.diagnose.AssumedSizes;
import io.lntune.graph.diagnose.Diagnosis;
import io.lntune.graph.diagnose.Doctor;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.tools.cli.Command;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.cli.Output;
import java.nio.file.Path;
import org.apache.commons.cli.Options;

/** Says whether a model can be trained, and everything that stands in the way. */
public final class DoctorCommand implements Command {
  private static final String BATCH = "batch";
  private static final String SEQUENCE = "seq";

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String summary() {
    return "list everything that stands in the way of training, and what training costs";
  }

  @Override
  public String arguments() {
    return "MODEL --loss KIND";
  }

  @Override
  public String example() {
    return "lntune doctor model.onnx --loss cross-entropy";
  }

  @Override
  public Options options() {
    AssumedSizes standard = AssumedSizes.STANDARD;
    Flags flags = new Flags();
    flags.value(BATCH, "B", "size taken for an open batch axis (" + standard.batch() + ")");
    flags.value(SEQUENCE, "S", "size taken for any other open axis (" + standard.sequence() + ")");
    return SelectionOptions.add(LossOptions.addDropout(LossOptions.add(flags))).json().options();
  }

  @Override
  public void run(Invocation invocation) {
    Path base = invocation.paths("MODEL").get(0);
    AssumedSizes standard = AssumedSizes.STANDARD;
    AssumedSizes sizes =
        new AssumedSizes(
            invocation.integer(BATCH, standard.batch(), 1),
            invocation.integer(SEQUENCE, standard.sequence(), 1));
    Diagnosis diagnosis =
        new Doctor(OperatorTarget.ONNX_RUNTIME, sizes)
            .withDropout(LossOptions.dropout(invocation))
            .examine(base, SelectionOptions.read(invocation), LossOptions.read(invocation));
    Output output = invocation.output();
    if (output.isJson()) {
      output.document(DiagnosisJson.of(diagnosis));
    } else {
      DiagnosisText.of(diagnosis, sizes).forEach(output::line);
    }
    if (!diagnosis.isReady()) {
      int count = diagnosis.blockers().size();
      throw LntuneException.unsupported(
          count == 1
              ? "One thing stands in the way of training"
              : count + " things stand in the way of training",
          base.toString(),
          "Follow the suggestions in the list, then run it again.");
    }
  }
}

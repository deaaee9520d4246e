package io.lntune.tools.command;

import io.lntune.graph.LntuneException;
import io.lntune.graph.diagnose.Diagnosis;
import io.lntune.graph.diagnose.Doctor;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.tools.cli.Command;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.cli.Output;
import java.nio.file.Path;
import org.apache.commons.cli.Options;

/** Says whether a model can be trained, and everything that stands in the way. */
public final class DoctorCommand implements Command {
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
    Flags flags = MicroBatchOption.add(SizeOptions.add(new Flags()));
    return SelectionOptions.add(LossOptions.addDropout(LossOptions.add(flags))).json().options();
  }

  @Override
  public void run(Invocation invocation) {
    Path base = invocation.paths("MODEL").get(0);
    AssumedSizes sizes = SizeOptions.read(invocation);
    Diagnosis diagnosis =
        new Doctor(OperatorTarget.ONNX_RUNTIME, sizes)
            .withDropout(LossOptions.dropout(invocation))
            .withParts(MicroBatchOption.limit(invocation))
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

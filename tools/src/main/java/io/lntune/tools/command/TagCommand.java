package io.lntune.tools.command;

import io.lntune.graph.emit.ParameterCount;
import io.lntune.graph.ir.Model;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.rewrite.pass.InlineFunctions;
import io.lntune.graph.rewrite.pass.SelectUncachedBranch;
import io.lntune.graph.tag.TagReport;
import io.lntune.graph.tag.Tagger;
import io.lntune.tools.cli.Command;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.cli.Output;
import org.apache.commons.cli.Options;

/** Lists the tensors that a selection trains. */
public final class TagCommand implements Command {
  @Override
  public String name() {
    return "tag";
  }

  @Override
  public String summary() {
    return "list the tensors that would be trained";
  }

  @Override
  public String arguments() {
    return "MODEL";
  }

  @Override
  public String example() {
    return "lntune tag model.onnx --target-suffix LayerNorm --also 'classifier\\..*'";
  }

  @Override
  public Options options() {
    return SelectionOptions.add(new Flags()).json().options();
  }

  @Override
  public void run(Invocation invocation) {
    Model model = ModelReader.read(invocation.paths("MODEL").get(0));
    long parameterCount = ParameterCount.of(model.graph());
    new InlineFunctions().run(model);
    new SelectUncachedBranch().run(model);
    TagReport report = Tagger.tag(model.graph(), SelectionOptions.read(invocation));
    Output output = invocation.output();
    if (output.isJson()) {
      output.document(TagList.json(report, parameterCount));
    } else {
      TagList.text(report).forEach(output::line);
      output.line(TrainableLine.of(report.trainableCount(), parameterCount));
    }
  }
}

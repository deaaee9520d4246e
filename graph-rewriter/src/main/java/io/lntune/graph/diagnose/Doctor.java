package io.lntune.graph.diagnose;

import io.lntune.graph.LntuneException;
import io.lntune.graph.canonical.CanonicalForm;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.loss.LossBuilder;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.rewrite.RewriteReport;
import io.lntune.graph.rewrite.pass.InlineFunctions;
import io.lntune.graph.tag.TagReport;
import io.lntune.graph.tag.Tagger;
import io.lntune.graph.tag.TargetSelector;
import io.lntune.graph.tag.TrainableInputs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes through the stages of planning a training without emitting anything. Where planning stops at
 * the first obstacle, this goes on and collects.
 */
public final class Doctor {
  private final OperatorTarget target;
  private final AssumedSizes sizes;

  /**
   * A doctor for plans that may use {@code target}'s operators.
   *
   * @param sizes what the account takes for open axes
   */
  public Doctor(OperatorTarget target, AssumedSizes sizes) {
    this.target = target;
    this.sizes = sizes;
  }

  /**
   * Examines the training of {@code base}.
   *
   * @throws LntuneException when the file cannot be read, the selector matches nothing, or the loss
   *     names no output
   */
  public Diagnosis examine(Path base, TargetSelector selector, LossSpec loss) {
    Diagnosis diagnosis = examine(ModelReader.read(base), selector, loss);
    AssumedSizes tried = sizes;
    // Some models show only where their shapes are worked out that they take shorter sequences.
    while (diagnosis.isReady() && diagnosis.account() == null && tried.sequence() > 1) {
      tried = tried.shorter();
      diagnosis = new Doctor(target, tried).examine(ModelReader.read(base), selector, loss);
    }
    return diagnosis;
  }

  /** Examines the training of a model, which is of no other use afterwards. */
  Diagnosis examine(Model model, TargetSelector selector, LossSpec loss) {
    new LossBuilder(model.graph()).predictions(loss);
    new InlineFunctions().run(model);
    TagReport tags = Tagger.tag(model.graph(), selector);
    Findings findings = new Findings(model, tags);
    if (tags.tags().isEmpty()) {
      findings.block(
          "The model has no normalisation layer with a trainable tensor",
          "Name the tensors to train with --target or --also; 'lntune inspect' lists what there"
              + " is.");
      return findings.diagnosis();
    }
    List<Value> trained =
        new ArrayList<>(TrainableInputs.expose(model.graph(), tags.tags()).values());
    RewriteReport rewriting;
    try {
      rewriting = CanonicalForm.bring(model);
    } catch (LntuneException e) {
      new UnloadableModel(model, findings).examine(trained, loss, e);
      return findings.diagnosis();
    }
    new DryRun(model, target, sizes, findings)
        .differentiate(trained, loss, new Suggestions(rewriting));
    return findings.diagnosis();
  }
}

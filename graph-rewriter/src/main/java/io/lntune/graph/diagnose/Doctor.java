package io.lntune.graph.diagnose;

import io.lntune.graph.LntuneException;
import io.lntune.graph.backward.BackwardGraph;
import io.lntune.graph.backward.TaggedModel;
import io.lntune.graph.batch.PartLimit;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.loss.LossBuilder;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.ir.Model;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.rewrite.RewriteReport;
import io.lntune.graph.tag.TargetSelector;
import java.nio.file.Path;

/**
 * Goes through the stages of planning a training without emitting anything. Where planning stops at
 * the first obstacle, this goes on and collects.
 */
public final class Doctor {
  private final OperatorTarget target;
  private final AssumedSizes sizes;
  private final boolean dropout;
  private final PartLimit limit;

  /**
   * A doctor for plans that may use {@code target}'s operators.
   *
   * @param sizes what the account takes for open axes
   */
  public Doctor(OperatorTarget target, AssumedSizes sizes) {
    this(target, sizes, false, PartLimit.NONE);
  }

  private Doctor(OperatorTarget target, AssumedSizes sizes, boolean dropout, PartLimit limit) {
    this.target = target;
    this.sizes = sizes;
    this.dropout = dropout;
    this.limit = limit;
  }

  /** A doctor for plans that turn the Dropout nodes of the base on, or not. */
  public Doctor withDropout(boolean enabled) {
    return new Doctor(target, sizes, enabled, limit);
  }

  /** A doctor for trainings that run a batch in parts where that is possible. */
  public Doctor withParts(PartLimit partLimit) {
    return new Doctor(target, sizes, dropout, partLimit);
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
      diagnosis =
          new Doctor(target, tried, dropout, limit).examine(ModelReader.read(base), selector, loss);
    }
    return diagnosis;
  }

  /** Examines the training of a model, which is of no other use afterwards. */
  Diagnosis examine(Model model, TargetSelector selector, LossSpec loss) {
    new LossBuilder(model.graph()).predictions(loss);
    TaggedModel tagged = TaggedModel.of(model, selector);
    Findings findings = new Findings(model, tagged.report());
    if (tagged.isEmpty()) {
      findings.block(
          "The model has no normalisation layer with a trainable tensor",
          "Name the tensors to train with --target or --also; 'lntune inspect' lists what there"
              + " is.");
      return findings.diagnosis();
    }
    BackwardGraph backward = tagged.expose();
    RewriteReport rewriting = null;
    try {
      if (dropout) {
        backward.canonicaliseWithDropout();
      } else {
        rewriting = backward.canonicalise();
      }
    } catch (LntuneException e) {
      new UnloadableModel(model, findings).examine(backward.trainable(), loss, e);
      return findings.diagnosis();
    }
    new DryRun(backward, target, sizes, limit, findings)
        .differentiate(loss, new Suggestions(rewriting));
    return findings.diagnosis();
  }
}

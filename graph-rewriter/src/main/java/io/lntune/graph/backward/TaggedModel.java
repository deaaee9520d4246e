package io.lntune.graph.backward;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.pass.InlineFunctions;
import io.lntune.graph.rewrite.pass.SelectUncachedBranch;
import io.lntune.graph.tag.ParameterTag;
import io.lntune.graph.tag.TagReport;
import io.lntune.graph.tag.Tagger;
import io.lntune.graph.tag.TargetSelector;
import java.util.Set;
import java.util.stream.Collectors;

/** A base model whose functions are inlined and whose trainable tensors are found. */
public record TaggedModel(Model model, TagReport report) {
  /**
   * Inlines the functions of {@code model}, takes a merged decoder without its cache, and tags what
   * {@code selector} chooses.
   *
   * @throws LntuneException when the selector matches nothing, or chooses what cannot be merged
   *     into both branches of such a decoder
   */
  public static TaggedModel of(Model model, TargetSelector selector) {
    new InlineFunctions().run(model);
    Set<String> outside =
        model.graph().values().stream().map(Value::name).collect(Collectors.toSet());
    boolean merged = new SelectUncachedBranch().run(model);
    TaggedModel tagged = new TaggedModel(model, Tagger.tag(model.graph(), selector));
    if (merged) {
      tagged.report().tags().forEach(tag -> requireShared(tag, outside));
    }
    tagged.report().tags().forEach(tag -> NamesBeyondBmp.require(tag.name(), "parameter"));
    NamesBeyondBmp.remove(model.graph());
    return tagged;
  }

  /** A tensor inside one branch would be tuned there and stay as it is in the other. */
  private static void requireShared(ParameterTag tag, Set<String> outside) {
    boolean isShared = outside.contains(tag.stored().name());
    if (!isShared || !tag.exclusive() || !tag.storedType().isFloatingPoint()) {
      throw LntuneException.unsupported(
          "This merged decoder keeps the tensor "
              + (isShared ? "in storage that it shares with others" : "inside a branch"),
          "parameter '" + tag.name() + "'",
          "Leave it out with --target, or train the export of the step without cache"
              + " (decoder_model.onnx).");
    }
  }

  /** Whether anything is left to train. */
  public boolean isEmpty() {
    return report.tags().isEmpty();
  }

  /**
   * Makes the tagged tensors inputs of the graph; what the base stored of them stays in its file.
   */
  public BackwardGraph expose() {
    return new BackwardGraph(model, report.tags());
  }
}

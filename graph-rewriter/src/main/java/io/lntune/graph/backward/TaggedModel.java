package io.lntune.graph.backward;

import io.lntune.graph.ir.Model;
import io.lntune.graph.rewrite.pass.InlineFunctions;
import io.lntune.graph.tag.TagReport;
import io.lntune.graph.tag.Tagger;
import io.lntune.graph.tag.TargetSelector;

/** A base model whose functions are inlined and whose trainable tensors are found. */
public record TaggedModel(Model model, TagReport report) {
  /** Inlines the functions of {@code model} and tags what {@code selector} chooses. */
  public static TaggedModel of(Model model, TargetSelector selector) {
    new InlineFunctions().run(model);
    return new TaggedModel(model, Tagger.tag(model.graph(), selector));
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

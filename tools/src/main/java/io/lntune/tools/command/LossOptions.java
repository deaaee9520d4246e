package io.lntune.tools.command;

import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import java.util.List;

/** The options that say what is minimised. */
public final class LossOptions {
  private static final String LOSS = "loss";
  private static final String DROPOUT = "dropout";
  private static final String LOSS_OUTPUT = "loss-output";
  private static final String IGNORE_INDEX = "ignore-index";
  private static final String LABEL_SMOOTHING = "label-smoothing";
  private static final String CLASS_WEIGHTS = "class-weights";
  private static final List<String> OF_CROSS_ENTROPY =
      List.of(IGNORE_INDEX, LABEL_SMOOTHING, CLASS_WEIGHTS);
  private static final String CROSS_ENTROPY = "cross-entropy";
  private static final String CAUSAL = "causal-lm";
  private static final List<String> KINDS =
      List.of(CROSS_ENTROPY, CAUSAL, "mse", "l1", "bce-with-logits", "output");

  private LossOptions() {}

  /** Adds them to those of a command. */
  public static Flags add(Flags flags) {
    return flags
        .values(LOSS, "[W*]KIND[:OUTPUT]", String.join(", ", KINDS))
        .value(LOSS_OUTPUT, "NAME", "output the loss is taken of (the first)")
        .value(IGNORE_INDEX, "N", "label that is not counted (-100)")
        .value(LABEL_SMOOTHING, "X", "share of the target spread over all classes (0)")
        .value(CLASS_WEIGHTS, "A,B,...", "weight of each class (equal)");
  }

  /** Adds the option of the commands that make step models. */
  static Flags addDropout(Flags flags) {
    return flags.flag(DROPOUT, "turn the model's Dropout nodes on while training");
  }

  static boolean dropout(Invocation invocation) {
    return invocation.has(DROPOUT);
  }

  /** Whether any of them was given. */
  public static boolean areGiven(Invocation invocation) {
    return invocation.has(LOSS)
        || invocation.has(LOSS_OUTPUT)
        || invocation.has(DROPOUT)
        || OF_CROSS_ENTROPY.stream().anyMatch(invocation::has);
  }

  /** What they say; the loss must be given. */
  public static LossSpec read(Invocation invocation) {
    invocation.required(LOSS);
    List<String> given = invocation.texts(LOSS);
    if (given.size() > 1 && invocation.has(LOSS_OUTPUT)) {
      throw invocation.usage(
          "--" + LOSS_OUTPUT + " is for one loss; write --" + LOSS + " KIND:OUTPUT for several");
    }
    LossSpec spec =
        new LossTerms(invocation, LOSS, (kind, output) -> plain(invocation, kind, output))
            .read(given, invocation.text(LOSS_OUTPUT, ""));
    boolean hasClasses =
        spec.terms().stream().anyMatch(term -> term.loss() instanceof LossSpec.CrossEntropy);
    for (String option : OF_CROSS_ENTROPY) {
      if (!hasClasses && invocation.has(option)) {
        throw invocation.usage(
            "--" + option + " has no meaning with --" + LOSS + " " + String.join(", ", given));
      }
    }
    return spec;
  }

  private static LossSpec plain(Invocation invocation, String given, String output) {
    String kind = invocation.oneOf(LOSS, given, KINDS);
    return switch (kind) {
      case CROSS_ENTROPY -> crossEntropy(invocation, output, false);
      case CAUSAL -> crossEntropy(invocation, output, true);
      case "mse" -> new LossSpec.MeanSquaredError(output);
      case "l1" -> new LossSpec.MeanAbsoluteError(output);
      case "bce-with-logits" -> new LossSpec.BinaryCrossEntropy(output);
      default -> new LossSpec.GraphOutput(output);
    };
  }

  private static LossSpec crossEntropy(Invocation invocation, String output, boolean shifted) {
    double smoothing = invocation.number(LABEL_SMOOTHING, 0);
    if (smoothing >= 1) {
      throw invocation.usage("--" + LABEL_SMOOTHING + " is " + smoothing + ", it must be below 1");
    }
    long ignored = invocation.integer(IGNORE_INDEX, LossSpec.IGNORE_INDEX, Long.MIN_VALUE);
    return new LossSpec.CrossEntropy(
        output, ignored, smoothing, invocation.numbers(CLASS_WEIGHTS), shifted);
  }
}

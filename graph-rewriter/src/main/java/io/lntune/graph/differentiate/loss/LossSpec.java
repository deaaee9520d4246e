package io.lntune.graph.differentiate.loss;

import java.util.List;

/** What is minimised. {@code output} names a graph output; empty means the first one. */
public sealed interface LossSpec {
  /** The target value that is never counted, as in PyTorch. */
  long IGNORE_INDEX = -100;

  /** Stands for the index of a loss that counts every label. */
  long NO_INDEX = Long.MIN_VALUE;

  /** The graph output that the loss reads; empty for the first. */
  String output();

  /** Command-line name of the kind. */
  String kind();

  /** What is summed; a plain loss is a sum of itself. */
  default List<Term> terms() {
    return List.of(new Term(1, this, ""));
  }

  /**
   * One summand.
   *
   * @param weight factor, above 0
   * @param loss a plain loss
   * @param label name of the input that takes the targets; empty for the usual one
   */
  record Term(double weight, LossSpec loss, String label) {
    public Term {
      if (loss instanceof WeightedSum) {
        throw new IllegalArgumentException("a sum of sums");
      }
    }

    /** The term without its weight as the command line writes it, {@code kind:output=labels}. */
    public String name() {
      return loss.kind()
          + (loss.output().isEmpty() ? "" : ":" + loss.output())
          + (label.isEmpty() ? "" : "=" + label);
    }
  }

  /**
   * Several losses, each times its weight. A cross-entropy without a counted label is 0 here.
   *
   * @param terms at least one, of different names
   */
  record WeightedSum(List<Term> terms) implements LossSpec {
    public WeightedSum {
      terms = List.copyOf(terms);
    }

    @Override
    public String output() {
      return terms.get(0).loss().output();
    }

    @Override
    public String kind() {
      return "sum";
    }
  }

  /**
   * Mean cross-entropy of logits [..., C] against int64 classes [...].
   *
   * @param ignoreIndex labels of this value are not counted
   * @param labelSmoothing share of the target mass that is spread over all classes, 0 to 1
   * @param classWeights weight of each class [C]; empty for equal weights
   * @param shifted causal language modelling: logits [B, S, C] at position s are compared with the
   *     label [B, S] at position s + 1
   */
  record CrossEntropy(
      String output,
      long ignoreIndex,
      double labelSmoothing,
      List<Double> classWeights,
      boolean shifted)
      implements LossSpec {
    public CrossEntropy {
      classWeights = List.copyOf(classWeights);
    }

    @Override
    public String kind() {
      return shifted ? "causal-lm" : "cross-entropy";
    }
  }

  /** Mean squared error against a float target of the output's shape. */
  record MeanSquaredError(String output) implements LossSpec {
    @Override
    public String kind() {
      return "mse";
    }
  }

  /** Mean absolute error against a float target of the output's shape. */
  record MeanAbsoluteError(String output) implements LossSpec {
    @Override
    public String kind() {
      return "l1";
    }
  }

  /** Mean binary cross-entropy of logits against float targets in [0, 1] of the same shape. */
  record BinaryCrossEntropy(String output) implements LossSpec {
    @Override
    public String kind() {
      return "bce-with-logits";
    }
  }

  /** A scalar that the graph already computes; labels, if any, are graph inputs. */
  record GraphOutput(String output) implements LossSpec {
    @Override
    public String kind() {
      return "output";
    }
  }
}

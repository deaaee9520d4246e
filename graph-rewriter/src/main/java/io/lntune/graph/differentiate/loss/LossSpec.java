package io.lntune.graph.differentiate.loss;

import java.util.List;

/** What is minimised. {@code output} names a graph output; empty means the first one. */
public sealed interface LossSpec {
  /** The target value that is never counted, as in PyTorch. */
  long IGNORE_INDEX = -100;

  /** The graph output that the loss reads; empty for the first. */
  String output();

  /** Command-line name of the kind. */
  String kind();

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

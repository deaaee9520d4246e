package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelLossLoweringTest {
  private static LoweringCheck loss(String type, String reduction) {
    return LoweringCheck.onnx(new LowerLabelLoss(), type)
        .floats("x", "N=2,3,S=4")
        .values("label", "N=2,S=4", DataType.INT64, 0, 2, 1, 1, 2, 0, 1, 0)
        .with("reduction", reduction);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "sum", "mean"})
  void everyReduction(String reduction) {
    loss("SoftmaxCrossEntropyLoss", reduction).outputs("y", "logarithms").check();
    loss("NegativeLogLikelihoodLoss", reduction).check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "sum", "mean"})
  void labelsThatDoNotCountAndWeightsOfClasses(String reduction) {
    loss("SoftmaxCrossEntropyLoss", reduction).with("ignore_index", 2).check();
    loss("SoftmaxCrossEntropyLoss", reduction).positives("weights", "3").check();
    loss("NegativeLogLikelihoodLoss", reduction)
        .positives("weights", "3")
        .with("ignore_index", 1)
        .check();
  }
}

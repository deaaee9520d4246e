package io.lntune.graph.rewrite.opset;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * Every standard operator whose definition changed between opset 7 and 21 so that an old node must
 * be changed. Changes that only add types, outputs or attributes with the old behaviour as default
 * need no entry.
 */
public final class OpsetChanges {
  private static final List<String> REDUCTIONS =
      List.of(
          "ReduceL1",
          "ReduceL2",
          "ReduceLogSum",
          "ReduceLogSumExp",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceProd",
          "ReduceSumSquare");

  private OpsetChanges() {}

  /** The table, in ascending order of versions. */
  public static List<OpsetChange> standard() {
    List<OpsetChange> changes = new ArrayList<>();
    changes.add(new OpsetChange("BatchNormalization", 9, NormalizationChanges::spatial));
    changes.add(new OpsetChange("Scan", 9, OpsetChanges::refuseBatchedScan));
    changes.add(new OpsetChange("Upsample", 9, ResizeChanges::scalesInput));
    changes.add(new OpsetChange("Dropout", 10, DropoutChanges::boolMask));
    changes.add(new OpsetChange("Slice", 10, AttributesToInputs::slice));
    changes.add(new OpsetChange("TopK", 10, AttributesToInputs::topK));
    changes.add(new OpsetChange("Upsample", 10, ResizeChanges::upsample));
    changes.add(new OpsetChange("Clip", 11, AttributesToInputs::clip));
    changes.add(new OpsetChange("Pad", 11, AttributesToInputs::pad));
    changes.add(new OpsetChange("Resize", 11, ResizeChanges::explicitMapping));
    changes.add(new OpsetChange("Scatter", 11, OpsetChanges::scatterElements));
    changes.add(new OpsetChange("Dropout", 12, DropoutChanges::ratio));
    changes.add(new OpsetChange("Hardmax", 13, SoftmaxChanges::oneAxis));
    changes.add(new OpsetChange("LogSoftmax", 13, SoftmaxChanges::oneAxis));
    changes.add(new OpsetChange("ReduceSum", 13, AttributesToInputs::axes));
    changes.add(new OpsetChange("Resize", 13, ResizeChanges::optionalInputs));
    changes.add(new OpsetChange("Softmax", 13, SoftmaxChanges::oneAxis));
    changes.add(new OpsetChange("Split", 13, AttributesToInputs::split));
    changes.add(new OpsetChange("Squeeze", 13, AttributesToInputs::axes));
    changes.add(new OpsetChange("Unsqueeze", 13, AttributesToInputs::axes));
    changes.add(new OpsetChange("BatchNormalization", 14, NormalizationChanges::trainingMode));
    changes.add(new OpsetChange("RoiAlign", 16, ResizeChanges::roiAlign));
    for (String reduction : REDUCTIONS) {
      changes.add(new OpsetChange(reduction, 18, AttributesToInputs::axes));
    }
    changes.add(new OpsetChange("Split", 18, OpsetChanges::numOutputs));
    changes.add(new OpsetChange("DFT", 20, AttributesToInputs::dft));
    changes.add(new OpsetChange("GridSample", 20, ResizeChanges::gridSampleMode));
    changes.add(new OpsetChange("GroupNormalization", 21, NormalizationChanges::perChannel));
    return List.copyOf(changes);
  }

  private static void refuseBatchedScan(Node node) {
    throw NodeEdit.unsupported(node, "Scan with a batch axis (opset 8)");
  }

  private static void scatterElements(Node node) {
    NodeEdit.replace(node, "ScatterElements", node.outputs());
  }

  /** Split-18: the number of equal parts is stated where no sizes are given. */
  private static void numOutputs(Node node) {
    if (node.input(1) == null && !node.attributes().has("num_outputs")) {
      node.setAttribute("num_outputs", new Attribute.IntValue(node.outputs().size()));
    }
  }
}

package io.lntune.graph.norm;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import java.util.Set;

/**
 * GroupNorm as exporters lower it: Reshape to groups, InstanceNormalization with scale one and bias
 * zero, Reshape back, then the real scale and bias.
 */
final class DecomposedGroupNorms implements NormRecogniser {
  @Override
  public Set<OpId> roots() {
    return Set.of(OpId.onnx("InstanceNormalization"));
  }

  @Override
  public NormFinding recognise(Node root) {
    for (Use use : Walk.down(root.requiredOutput(0))) {
      if (!use.node().is("Reshape") || use.index() != 0) {
        continue;
      }
      Value back = use.node().requiredOutput(0);
      Use scale = Affine.channelOperand(back, "Mul");
      if (scale == null) {
        ParameterPath own = ParameterPath.of(new Use(root, 1));
        if (own != null && !own.isFilledIn(1)) {
          return NormFinding.UNRELATED; // an instance norm that happens to be reshaped
        }
        return new NormFinding.Refused(
            root, "the normalised groups are not multiplied by a stored scale");
      }
      Use bias = Affine.channelOperand(scale.node().requiredOutput(0), "Add");
      return new NormFinding.Found(
          new NormSite(
              NormForm.DECOMPOSED_GROUP_NORM,
              scale.node(),
              scale,
              bias,
              root.attributes().floatValue("epsilon", 1e-5f)));
    }
    return NormFinding.UNRELATED;
  }
}

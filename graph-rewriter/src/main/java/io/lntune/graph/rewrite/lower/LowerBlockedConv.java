package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import java.util.Map;

/**
 * Conv of {@code com.microsoft.nchwc} (X, W, B?, Sum?) in the plain layout with the same padded
 * channels. The weights are stored blocked and are put back in order; the block size is the one of
 * the machine that saved the model.
 */
final class LowerBlockedConv extends Lowering {
  private final int block;

  /** {@code block} is the block size of the layout; with {@link BlockSize#UNKNOWN} it refuses. */
  LowerBlockedConv(int block) {
    super(new OpId(LowerBlockedLayout.DOMAIN, "Conv"));
    this.block = block;
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Tensor weights = root.requiredInput(1).initializer();
    if (weights == null || weights.elementType() != DataType.FLOAT) {
      return Decision.decline("the weights are not a float initializer", root);
    }
    if (block == BlockSize.UNKNOWN) {
      return Decision.decline("the block size of the layout cannot be told from the graph", root);
    }
    Activation activation = Activation.of(root);
    if (!activation.isKnown()) {
      return Decision.decline("activation '" + activation.name() + "' is not known", root);
    }
    Map<String, Attribute> attributes = root.attributes().copy();
    attributes.keySet().removeIf(name -> name.startsWith("activation"));
    long inputs = weights.shape().dim(1).size();
    Tensor plain = BlockedLayout.plainWeights(weights, block, inputs >= block);
    Value sum =
        core.node(
            "Conv",
            attributes,
            root.requiredInput(0),
            core.builder().constant(plain),
            root.input(2));
    Value addend = root.input(3);
    if (addend != null) {
      sum = core.builder().add(sum, addend);
    }
    return replaceFirst(root, activation.apply(sum, core));
  }
}

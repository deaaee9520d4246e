package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import java.util.List;
import java.util.Map;

/**
 * Conv of {@code com.microsoft.nchwc} (X, W, B?, Sum?) in the plain layout with the same padded
 * channels. The weights are stored blocked and are put back in order; the block size is the one of
 * the machine that saved the model.
 */
final class LowerBlockedConv extends Lowering {
  private static final int SMALLEST_BLOCK = 8;
  private static final int LARGEST_BLOCK = 16;

  private final int machineBlock;

  /** {@code machineBlock} is assumed where the graph fits both sizes; 0 refuses there. */
  LowerBlockedConv(int machineBlock) {
    super(new OpId(LowerBlockedLayout.DOMAIN, "Conv"));
    this.machineBlock = machineBlock;
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Tensor weights = root.requiredInput(1).initializer();
    if (weights == null || weights.elementType() != DataType.FLOAT) {
      return Decision.decline("the weights are not a float initializer", root);
    }
    int block = block(weights);
    if (block == 0) {
      return Decision.decline("the block size of the layout cannot be told from the graph", root);
    }
    List<Float> parameters = root.attributes().floats("activation_params");
    Activation activation =
        new Activation(
            root.attributes().string("activation", ""),
            parameters == null ? List.of() : parameters);
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

  /** The only block size that divides the channels, else the machine's. */
  private int block(Tensor weights) {
    long outputs = weights.shape().dim(0).size();
    long inputs = weights.shape().dim(1).size();
    boolean large =
        outputs % LARGEST_BLOCK == 0 && (inputs < LARGEST_BLOCK || inputs % LARGEST_BLOCK == 0);
    return large ? machineBlock : SMALLEST_BLOCK;
  }
}

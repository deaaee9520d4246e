package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Subgraphs;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * How many channels form one block in the {@code com.microsoft.nchwc} operators of a saved graph: 8
 * or 16, whichever the processor of the machine that saved it prefers. No attribute says so; the
 * sizes of the reordered weights often do.
 */
public final class BlockSize {
  /** No block size: the blocked operators, if any, are left as they are. */
  public static final int UNKNOWN = 0;

  private static final int SMALL = 8;
  private static final int LARGE = 16;
  private static final Set<String> OPERATORS =
      Set.of(
          "ReorderInput",
          "ReorderOutput",
          "Conv",
          "MaxPool",
          "AveragePool",
          "GlobalMaxPool",
          "GlobalAveragePool",
          "Upsample");

  private final List<Node> blocked;

  private BlockSize(List<Node> blocked) {
    this.blocked = blocked;
  }

  /**
   * The block size of {@code graph}. The plain operators do not fit the blocked ones, so it is
   * {@link #UNKNOWN} unless every blocked operator of the graph can be lowered.
   *
   * @param machine asked where the graph fits both sizes: the size on this machine
   */
  public static int of(Graph graph, IntSupplier machine) {
    List<Node> blocked =
        Subgraphs.withNested(graph).stream()
            .flatMap(part -> part.nodes().stream())
            .filter(node -> node.op().domain().equals(LowerBlockedLayout.DOMAIN))
            .toList();
    if (blocked.isEmpty() || !blocked.stream().allMatch(BlockSize::isKnown)) {
      return UNKNOWN;
    }
    BlockSize sizes = new BlockSize(blocked);
    boolean small = sizes.fits(SMALL);
    boolean large = sizes.fits(LARGE);
    if (small != large) {
      return small ? SMALL : LARGE;
    }
    int own = small ? machine.getAsInt() : UNKNOWN;
    return own == SMALL || own == LARGE ? own : UNKNOWN;
  }

  private static boolean isKnown(Node node) {
    String type = node.op().type();
    if (type.equals("Conv")) {
      Tensor weights = node.requiredInput(1).initializer();
      return weights != null
          && weights.elementType() == DataType.FLOAT
          && weights.shape().rank() > 2
          && Activation.of(node).isKnown();
    }
    return OPERATORS.contains(type)
        && (!type.equals("ReorderOutput") || node.attributes().intValue("channels", 0) > 0);
  }

  private boolean fits(int block) {
    return blocked.stream().allMatch(node -> !node.op().type().equals("Conv") || fits(node, block));
  }

  private static boolean fits(Node conv, int block) {
    Tensor weights = conv.requiredInput(1).initializer();
    if (weights == null) {
      return false;
    }
    long outputs = weights.shape().dim(0).size();
    long inputs = weights.shape().dim(1).size();
    if (outputs % block != 0 || !padsLessThanABlock(conv, outputs, block)) {
      return false;
    }
    if (conv.attributes().intValue("group", 1) != 1) {
      return inputs == 1 || inputs % block == 0;
    }
    // Few channels are read from the plain layout, the others from the blocked one.
    boolean plain = inputs < block;
    return (plain || inputs % block == 0) && plain == readsPlain(conv, plain);
  }

  private static boolean padsLessThanABlock(Node conv, long outputs, int block) {
    for (Use use : conv.requiredOutput(0).uses()) {
      Node user = use.node();
      boolean last = user.op().domain().equals(LowerBlockedLayout.DOMAIN) && isCut(user);
      if (last && outputs - user.attributes().intValue("channels", 0) >= block) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCut(Node node) {
    return node.op().type().equals("ReorderOutput");
  }

  /** Whether the data come in the plain order; {@code otherwise} where that cannot be seen. */
  private static boolean readsPlain(Node conv, boolean otherwise) {
    Value data = conv.requiredInput(0);
    Node producer = data.producer();
    if (producer == null) {
      return true;
    }
    return producer.op().domain().equals(LowerBlockedLayout.DOMAIN) ? isCut(producer) : otherwise;
  }
}

package io.lntune.graph.memory;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.chunk.ChunkSizes;
import io.lntune.graph.rewrite.chunk.RowChunks;
import java.util.Collection;
import java.util.List;

/** What every step graph gets so that it takes little memory, whatever its sizes and budget. */
public final class FrugalOrder {
  private FrugalOrder() {}

  /** Whether open axes of {@code sequence} may be arranged in another way than unknown ones. */
  public static boolean isLong(long sequence) {
    return AttentionRecomputation.isLong(sequence);
  }

  /**
   * Changes {@code graph}, whose nodes are in order and all lead to an output.
   *
   * @param losses the outputs that are no gradients
   * @param seeds gradients of the loss with respect to the values it is computed from
   * @param sequence size that open axes of sequences have at most; 0 where that is not known
   * @return where the backward pass starts now
   */
  public static List<Value> arrange(
      Graph graph, Collection<Value> losses, List<Value> seeds, long sequence) {
    List<Value> starts = RowChunks.apply(graph, seeds, ChunkSizes.STANDARD);
    GradientOrder.arrange(graph, losses, starts);
    CheapRecomputation.apply(graph, starts, sequence);
    return starts;
  }
}

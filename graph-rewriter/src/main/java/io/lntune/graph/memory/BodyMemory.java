package io.lntune.graph.memory;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.rewrite.Subgraphs;

/** What a node has in memory while it runs, beside what it reads and writes. */
final class BodyMemory {
  private BodyMemory() {}

  /** Bytes that one step of a Scan takes for the tensors in its body; 0 for all other nodes. */
  static long of(Node node) {
    Graph body = Subgraphs.ofScan(node);
    if (body == null) {
      return 0;
    }
    StepTensors tensors = new StepTensors(body);
    return LiveMemory.of(tensors, StepSequence.once(tensors)).bytes();
  }
}

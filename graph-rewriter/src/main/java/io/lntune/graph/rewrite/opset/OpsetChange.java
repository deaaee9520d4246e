package io.lntune.graph.rewrite.opset;

import io.lntune.graph.ir.Node;

/**
 * One operator in one opset version.
 *
 * @param onnxType standard operator
 * @param version first opset version with the new definition
 * @param step turns a node of the old definition into one of the new
 */
public record OpsetChange(String onnxType, long version, Step step) {
  /** What happens to one node; it may be changed or replaced. */
  @FunctionalInterface
  public interface Step {
    void lift(Node node);
  }
}

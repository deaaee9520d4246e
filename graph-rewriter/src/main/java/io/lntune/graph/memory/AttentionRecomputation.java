package io.lntune.graph.memory;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.OperatorTraits;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes attention probabilities again for the backward pass, from the queries and keys that it
 * needs anyway (Dao et al. 2022, arXiv:2205.14135, section 3.1): for {@code softmax(Q K^T + mask)}
 * [batch, heads, seq, seq] that is one product over the few columns of a head. Masks and position
 * biases that are broadcast stay.
 */
final class AttentionRecomputation {
  /** Columns of a head up to which the product is cheap beside the memory of its result. */
  private static final long MOST_COLUMNS = 256;

  /**
   * Keys from which on probabilities are worth it. With 128 a step of BERT-base took 2 % less
   * memory and 2 % more time, with 1024 one of Qwen2 36 % less and 2 % more.
   */
  private static final long FEWEST_KEYS = 512;

  /** Nodes from queries and keys to probabilities; longer ways are something else. */
  private static final int MOST_NODES = 12;

  private static final Set<OpId> PRODUCTS =
      Set.of(OpId.onnx("MatMul"), OpId.microsoft("FusedMatMul"));

  private final StepTensors tensors;
  private final Recomputation recomputation;
  private final long sequence;

  /**
   * Of one step.
   *
   * @param sequence size that open axes of sequences have at most; 0 where that is not known
   */
  AttentionRecomputation(StepTensors tensors, Recomputation recomputation, long sequence) {
    this.tensors = tensors;
    this.recomputation = recomputation;
    this.sequence = sequence;
  }

  static boolean isLong(long keys) {
    return keys >= FEWEST_KEYS;
  }

  /** Drops all probabilities that a step keeps; whether there are any. */
  boolean dropAll() {
    boolean found = false;
    for (int group : recomputation.candidates(0)) {
      Way way = new Way();
      if (way.leadsTo(recomputation.members(group)[0]) && way.softmax && way.product) {
        way.masks.forEach(recomputation::retain);
        recomputation.drop(group);
        found = true;
      }
    }
    return found;
  }

  /** What lies between queries and keys and one tensor. */
  private final class Way {
    private final Set<Integer> nodes = new HashSet<>();
    private final Set<Integer> masks = new HashSet<>();
    private boolean softmax;
    private boolean product;

    /** Whether {@code tensor} can be computed from what is there by nodes of attention. */
    boolean leadsTo(int tensor) {
      int index = tensors.producer(tensor);
      if (!nodes.add(index)) {
        return true;
      }
      Node node = tensors.node(index);
      if (nodes.size() > MOST_NODES || !KernelTraits.isRepeatable(node)) {
        return false;
      }
      if (isCheapProduct(node)) {
        product = true;
        return Arrays.stream(tensors.reads(index)).allMatch(recomputation::isThere);
      }
      boolean isSoftmax = node.is("Softmax");
      softmax |= isSoftmax;
      boolean isKnown =
          isSoftmax || KernelTraits.isView(node) || OperatorTraits.ELEMENTWISE.contains(node.op());
      return isKnown && operandsLead(index, tensors.value(tensor).shape());
    }

    private boolean operandsLead(int index, @Nullable Shape result) {
      Node node = tensors.node(index);
      boolean isView = KernelTraits.isView(node);
      for (int read : tensors.reads(index)) {
        Value operand = tensors.value(read);
        boolean isAside =
            isView ? !operand.equals(node.input(0)) : isBroadcast(operand.shape(), result);
        if (isAside) {
          masks.add(read);
        } else if (!recomputation.isThere(read) && !leadsTo(read)) {
          return false;
        }
      }
      return true;
    }
  }

  /** A product of activations with each other over few columns, for many keys. */
  private boolean isCheapProduct(Node node) {
    if (!PRODUCTS.contains(node.op())
        || KernelTraits.isStored(node.requiredInput(0))
        || KernelTraits.isStored(node.requiredInput(1))) {
      return false;
    }
    Shape left = node.requiredInput(0).shape();
    if (left == null || left.rank() < 3 || node.attributes().intValue("transA", 0) != 0) {
      return false;
    }
    Dim columns = left.dim(-1);
    return columns.isStatic() && columns.size() <= MOST_COLUMNS && hasManyKeys(node);
  }

  private boolean hasManyKeys(Node product) {
    Shape scores = product.requiredOutput(0).shape();
    Dim keys = scores == null ? Dim.UNKNOWN : scores.dim(-1);
    return isLong(keys.isStatic() ? keys.size() : sequence);
  }

  private static boolean isBroadcast(@Nullable Shape operand, @Nullable Shape result) {
    if (operand == null || result == null) {
      return false;
    }
    if (operand.rank() < result.rank()) {
      return true;
    }
    for (int axis = 0; axis < result.rank(); axis++) {
      if (operand.dim(axis).size() == 1 && result.dim(axis).size() != 1) {
        return true;
      }
    }
    return false;
  }
}

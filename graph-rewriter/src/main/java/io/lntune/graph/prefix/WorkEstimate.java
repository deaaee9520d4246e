package io.lntune.graph.prefix;

import io.lntune.graph.batch.ExampleAxes;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Subgraphs;
import org.jspecify.annotations.Nullable;

/**
 * What nodes and values cost per example, good enough to compare them: axes whose size is not known
 * count as a sequence of usual length.
 */
final class WorkEstimate {
  private static final long SEQUENCE = 128;

  /** A step computes about so many products in the time in which it fetches a byte. */
  private static final long FLOPS_PER_BYTE = 64;

  /** An element-wise node costs a small part of what it costs to keep its result for all epochs. */
  private static final long NODES_PER_STORED_BYTE = 16;

  private final ExampleAxes axes;

  WorkEstimate(ExampleAxes axes) {
    this.axes = axes;
  }

  /** Bytes of one example. */
  long bytes(Value value) {
    Shape shape = value.shape();
    return shape == null ? 0 : Math.max(1, elements(shape) * value.elementType().bits() / 8);
  }

  /** Cost of computing {@code node} at every step, in bytes that one would rather keep. */
  long cost(Node node) {
    long bytes = 1;
    for (Value output : node.outputs()) {
      bytes += output == null ? 0 : bytes(output) / NODES_PER_STORED_BYTE;
    }
    return bytes + flops(node) / FLOPS_PER_BYTE;
  }

  /** Additions and multiplications of matrix products and convolutions; 0 for other operators. */
  long flops(Node node) {
    if (node.is("MatMul") || node.isMicrosoft("FusedMatMul") || node.is("MatMulInteger")) {
      boolean turned = node.attributes().intValue("transA", 0) != 0;
      return product(node, turned ? -2 : -1);
    }
    if (node.is("Gemm")) {
      return product(node, node.attributes().intValue("transA", 0) != 0 ? 0 : -1);
    }
    if (node.isMicrosoft("DynamicQuantizeMatMul") || node.isMicrosoft("MatMulNBits")) {
      return product(node, -1);
    }
    Graph body = Subgraphs.ofScan(node);
    if (body != null) {
      // It goes through the end of the forward pass and the start of the backward pass at once.
      return body.nodes().stream().mapToLong(this::flops).sum() / 2;
    }
    if (node.is("Conv")) {
      return convolution(node.output(0), node.input(1));
    }
    return node.is("ConvTranspose") ? convolution(node.input(0), node.input(1)) : 0;
  }

  private long product(Node node, int summed) {
    Value left = node.requiredInput(0);
    Shape result = node.requiredOutput(0).shape();
    Shape rows = left.shape();
    return result == null || rows == null || rows.rank() == 0
        ? 0
        : 2 * elements(result) * size(rows.dim(summed));
  }

  private long convolution(@Nullable Value sites, @Nullable Value weights) {
    Shape shape = sites == null ? null : sites.shape();
    Shape kernel = weights == null ? null : weights.shape();
    return shape == null || kernel == null || kernel.rank() == 0
        ? 0
        : 2 * elements(shape) * elements(kernel) / Math.max(1, size(kernel.dim(0)));
  }

  private long elements(Shape shape) {
    long count = 1;
    for (Dim dim : shape.dims()) {
      count = Math.min(count * Math.max(1, size(dim)), Integer.MAX_VALUE);
    }
    return count;
  }

  private long size(Dim dim) {
    return dim.isStatic() ? dim.size() : axes.isBatch(dim) ? 1 : SEQUENCE;
  }
}

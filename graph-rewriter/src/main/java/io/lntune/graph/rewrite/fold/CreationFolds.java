package io.lntune.graph.rewrite.fold;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators that make elements from sizes or convert their type. */
final class CreationFolds {
  private CreationFolds() {}

  static SmallArray cast(Node node, List<@Nullable SmallArray> inputs) {
    SmallArray x = FoldInputs.required(inputs, 0);
    DataType to = DataType.ofCode(Math.toIntExact(node.attributes().intValue("to", 0)));
    SmallArray result = new SmallArray(to, x.sizes());
    for (int i = 0; i < result.count(); i++) {
      if (x.isFloatingPoint()) {
        double value = x.number(i);
        if (!result.isFloatingPoint() && !(Math.abs(value) < Integer.MAX_VALUE)) {
          throw new NotFoldableException(value + " as " + to.onnxName());
        }
        result.set(i, value);
      } else {
        result.set(i, x.integer(i));
      }
    }
    return result;
  }

  static SmallArray range(Node node, List<@Nullable SmallArray> inputs) {
    SmallArray start = FoldInputs.required(inputs, 0);
    SmallArray limit = FoldInputs.required(inputs, 1);
    SmallArray delta = FoldInputs.required(inputs, 2);
    if (start.isFloatingPoint()) {
      throw new NotFoldableException("floating-point range");
    }
    long step = delta.onlyInteger();
    long first = start.onlyInteger();
    long span = Math.subtractExact(limit.onlyInteger(), first);
    if (step == 0) {
      throw new NotFoldableException("range with step 0");
    }
    long count = -Math.floorDiv(Math.negateExact(span), step);
    SmallArray result = new SmallArray(start.type(), Math.max(0, count));
    for (int i = 0; i < result.count(); i++) {
      result.set(i, first + i * step);
    }
    return result;
  }

  static SmallArray constantOfShape(Node node, List<@Nullable SmallArray> inputs) {
    long[] sizes = FoldInputs.required(inputs, 0).toLongs();
    Tensor tensor = node.attributes().tensor("value");
    if (tensor == null) {
      return new SmallArray(DataType.FLOAT, sizes);
    }
    if (tensor.elementCount() != 1) {
      throw new NotFoldableException("one value expected");
    }
    SmallArray value = SmallArray.of(tensor);
    SmallArray result = new SmallArray(value.type(), sizes);
    for (int i = 0; i < result.count(); i++) {
      result.copy(i, value, 0);
    }
    return result;
  }

  static SmallArray expand(Node node, List<@Nullable SmallArray> inputs) {
    SmallArray x = FoldInputs.required(inputs, 0);
    long[] sizes = Broadcast.sizes(x.sizes(), FoldInputs.required(inputs, 1).toLongs());
    SmallArray result = new SmallArray(x.type(), sizes);
    int[] indices = Broadcast.indices(x.sizes(), sizes);
    for (int i = 0; i < result.count(); i++) {
      result.copy(i, x, indices[i]);
    }
    return result;
  }

  /** The result of a {@code Shape} node for an input of the given sizes. */
  static SmallArray shape(Node node, long[] sizes) {
    int rank = sizes.length;
    int start = bound(node.attributes().intValue("start", 0), rank);
    int end = Math.max(start, bound(node.attributes().intValue("end", rank), rank));
    long[] part = new long[end - start];
    System.arraycopy(sizes, start, part, 0, part.length);
    return SmallArray.ofLongs(part);
  }

  private static int bound(long index, int rank) {
    return (int) Math.max(0, Math.min(rank, index < 0 ? index + rank : index));
  }
}

package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import org.jspecify.annotations.Nullable;

/**
 * SequenceAt (opset 11) of a sequence that SplitToSequence or SequenceConstruct made: the part is
 * taken from the tensor itself. Exporters write such sequences for unbind, split and chunk along an
 * axis of free size. Declines a position that is not constant where the parts differ.
 */
final class LowerSequenceAt extends Lowering {
  LowerSequenceAt() {
    super(OpId.onnx("SequenceAt"));
  }

  @Override
  boolean needsElementType() {
    return false;
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Node source = root.requiredInput(0).producer();
    Value position = root.requiredInput(1);
    Tensor constant = ConstantTensor.of(position);
    if (source != null && source.is("SequenceConstruct") && constant != null) {
      long index = constant.toLongs()[0];
      int count = source.inputs().size();
      return replaceFirst(root, source.requiredInput((int) (index < 0 ? index + count : index)));
    }
    if (source == null || !source.is("SplitToSequence")) {
      return Decision.decline("the sequence is not made of one tensor's parts", root);
    }
    Value x = source.requiredInput(0);
    if (x.elementType() == DataType.UNDEFINED) {
      return untyped(x, root);
    }
    long axis = source.attributes().intValue("axis", 0);
    Value sizes = source.input(1);
    if (sizes == null) {
      GraphBuilder builder = core.builder();
      boolean keep = source.attributes().intValue("keepdims", 1) != 0;
      return replaceFirst(
          root, core.gather(x, keep ? builder.reshape(position, 1) : position, axis));
    }
    Bounds bounds = constant == null ? null : bounds(sizes, constant.toLongs()[0]);
    return bounds == null
        ? Decision.decline("the sizes or the position of the part are not constant", root)
        : replaceFirst(root, core.slice(x, axis, bounds.from(), bounds.to()));
  }

  private record Bounds(long from, long to) {}

  /** Where a part begins and ends; the last of equal parts may be shorter, as Slice allows. */
  private static @Nullable Bounds bounds(Value split, long index) {
    Tensor tensor = ConstantTensor.of(split);
    if (tensor == null) {
      return null;
    }
    long[] sizes = tensor.toLongs();
    if (tensor.shape().rank() == 0) {
      return index < 0
          ? null
          : new Bounds(
              Math.multiplyExact(index, sizes[0]), Math.multiplyExact(index + 1, sizes[0]));
    }
    int position = (int) (index < 0 ? index + sizes.length : index);
    long from = 0;
    for (int i = 0; i < position; i++) {
      from = Math.addExact(from, sizes[i]);
    }
    return new Bounds(from, Math.addExact(from, sizes[position]));
  }
}

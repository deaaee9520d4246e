package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;

/**
 * ConcatFromSequence (opset 11) of a sequence that SequenceConstruct made: Concat of its members,
 * each with a new axis where they are stacked.
 */
final class LowerConcatFromSequence extends Lowering {
  LowerConcatFromSequence() {
    super(OpId.onnx("ConcatFromSequence"));
  }

  @Override
  boolean needsElementType() {
    return false;
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Node source = root.requiredInput(0).producer();
    if (source == null || !source.is("SequenceConstruct")) {
      return Decision.decline("the sequence is not a list of tensors", root);
    }
    Value first = source.requiredInput(0);
    if (first.elementType() == DataType.UNDEFINED) {
      return untyped(first, root);
    }
    GraphBuilder builder = core.builder();
    long axis = root.attributes().intValue("axis", 0);
    boolean stacks = root.attributes().intValue("new_axis", 0) != 0;
    Value[] members = new Value[source.inputs().size()];
    for (int i = 0; i < members.length; i++) {
      Value member = source.requiredInput(i);
      members[i] = stacks ? builder.like(first, builder.unsqueeze(member, axis)) : member;
    }
    return replaceFirst(root, builder.like(first, builder.concat(axis, members)));
  }
}

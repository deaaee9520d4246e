package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * QLinearConv and NhwcMaxPool of {@code com.microsoft}, which ONNX Runtime writes into a saved
 * graph of integers: the standard operator between two transpositions, as the channels are the last
 * axis.
 */
final class LowerChannelsLast extends Lowering {
  private static final OpId CONV = OpId.microsoft("QLinearConv");

  LowerChannelsLast() {
    super(CONV, OpId.microsoft("NhwcMaxPool"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    boolean convolves = root.op().equals(CONV);
    boolean last = !convolves || root.attributes().intValue("channels_last", 0) != 0;
    Value x = root.requiredInput(0);
    int rank = rank(x);
    if (last && rank < 3) {
      return Decision.decline("the rank of the input is not known", root);
    }
    GraphBuilder builder = core.builder();
    List<Long> toFirst = new ArrayList<>(List.of(0L, rank - 1L));
    List<Long> toLast = new ArrayList<>(List.of(0L));
    for (long axis = 1; axis < rank - 1L; axis++) {
      toFirst.add(axis);
      toLast.add(axis + 1);
    }
    toLast.add(1L);
    @Nullable Value[] others = root.inputs().toArray(Value[]::new);
    others = Arrays.copyOfRange(others, 1, others.length);
    Map<String, Attribute> attributes = root.attributes().copy();
    attributes.remove("channels_last");
    Value first = last ? builder.transpose(x, toFirst) : x;
    Value result = core.node(convolves ? "QLinearConv" : "MaxPool", attributes, first, others);
    return replaceFirst(root, last ? builder.transpose(result, toLast) : result);
  }
}

package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.GraphCopy;
import java.util.ArrayList;
import java.util.List;

/**
 * Scan (opset 9): a Loop over the length of the sequences, which takes a slice of each sequence at
 * every step. Slices of the results are stacked along axis 0 and moved to their axis afterwards.
 */
final class LowerScan extends Lowering {
  LowerScan() {
    super(OpId.onnx("Scan"));
  }

  /** A sequence or a stacked result. */
  private record Track(int axis, boolean reversed) {}

  @Override
  Decision lower(Node root, CoreOperators core) {
    Graph body = root.attributes().graph("body");
    int sequences = Math.toIntExact(root.attributes().intValue("num_scan_inputs", 0));
    int states = root.inputs().size() - sequences;
    if (body == null
        || sequences == 0
        || states < 0
        || body.inputs().size() != states + sequences) {
      return Decision.decline("it has no body or scans nothing", root);
    }
    List<Track> entering = new ArrayList<>();
    List<Track> leaving = new ArrayList<>();
    for (int i = 0; i < sequences; i++) {
      int rank = rank(root.input(states + i));
      entering.add(track(root, "scan_input", i, rank));
    }
    for (int i = 0; states + i < body.outputs().size(); i++) {
      int rank = rank(body.outputs().get(states + i));
      leaving.add(track(root, "scan_output", i, rank < 0 ? -1 : rank + 1));
    }
    if (entering.stream().anyMatch(track -> track.axis() < 0)
        || leaving.stream().anyMatch(track -> track.axis() < 0)) {
      return Decision.decline("the rank of a sequence is not known", root);
    }
    GraphBuilder builder = core.builder();
    Value length = core.sizeOf(root.requiredInput(states), entering.get(0).axis());
    Value steps = builder.squeeze(length, 0);
    LoopBody loop = new LoopBody(builder, steps);
    GraphCopy copy = new GraphCopy();
    for (int i = 0; i < states; i++) {
      copy.put(body.inputs().get(i), loop.state(root.requiredInput(i)));
    }
    for (int i = 0; i < sequences; i++) {
      Track track = entering.get(i);
      Value slice = loop.slice(root.requiredInput(states + i), track.axis(), track.reversed());
      copy.put(body.inputs().get(states + i), slice);
    }
    copy.nodes(body, loop.graph(), null);
    List<Value> results = loop.run(body.outputs().stream().map(copy::of).toList(), states);
    Outputs outputs = new Outputs(root);
    for (int i = 0; i < results.size(); i++) {
      Value result = results.get(i);
      if (i >= states && leaving.get(i - states).reversed()) {
        result = loop.reversed(result);
      }
      if (i >= states && leaving.get(i - states).axis() > 0) {
        int rank = rank(body.outputs().get(i)) + 1;
        result = builder.transpose(result, moved(leaving.get(i - states).axis(), rank));
      }
      outputs.put(i, result);
    }
    return outputs.replace();
  }

  private static Track track(Node root, String kind, int index, int rank) {
    List<Long> axes = root.attributes().ints(kind + "_axes", List.of());
    List<Long> directions = root.attributes().ints(kind + "_directions", List.of());
    long axis = axes.isEmpty() ? 0 : axes.get(index);
    if (axis != 0 && rank < 0) {
      return new Track(-1, false);
    }
    boolean reversed = !directions.isEmpty() && directions.get(index) != 0;
    return new Track(Math.toIntExact(axis < 0 ? axis + rank : axis), reversed);
  }

  /** Axis 0 moved to {@code axis}. */
  private static List<Long> moved(int axis, int rank) {
    List<Long> permutation = new ArrayList<>();
    for (long i = 1; i < rank; i++) {
      permutation.add(i);
    }
    permutation.add(axis, 0L);
    return permutation;
  }
}

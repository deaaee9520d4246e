package io.lntune.graph.reference;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.List;

/** If, Loop and Scan. */
final class ControlFlow {
  private ControlFlow() {}

  static void register(Kernels kernels) {
    kernels.addMany(
        "If",
        call -> {
          boolean then = call.in(0).item() != 0;
          return call.evaluate(call.subgraph(then ? "then_branch" : "else_branch"), List.of());
        });
    kernels.addMany("Loop", ControlFlow::loop);
    kernels.addMany("Scan", ControlFlow::scan);
  }

  /** Inputs M, condition, carried values; the body maps them to condition, carried, scanned. */
  private static List<Array> loop(Call call) {
    Graph body = call.subgraph("body");
    long limit = call.has(0) ? (long) call.in(0).item() : Long.MAX_VALUE;
    Array condition = call.has(1) ? call.in(1) : Array.scalar(DataType.BOOL, 1);
    List<Array> carried = call.allFrom(2);
    List<List<Array>> scanned = new ArrayList<>();
    int carriedCount = carried.size();
    for (int i = 1 + carriedCount; i < body.outputs().size(); i++) {
      scanned.add(new ArrayList<>());
    }
    for (long i = 0; i < limit && condition.item() != 0; i++) {
      List<Array> arguments = new ArrayList<>();
      arguments.add(Array.scalar(DataType.INT64, (double) i));
      arguments.add(condition);
      arguments.addAll(carried);
      List<Array> results = call.evaluate(body, arguments);
      condition = results.get(0);
      carried = results.subList(1, 1 + carriedCount);
      for (int k = 0; k < scanned.size(); k++) {
        scanned.get(k).add(results.get(1 + carriedCount + k));
      }
    }
    List<Array> outputs = new ArrayList<>(carried);
    for (int k = 0; k < scanned.size(); k++) {
      List<Array> parts = scanned.get(k);
      outputs.add(
          parts.isEmpty()
              ? nothing(body.outputs().get(1 + carriedCount + k))
              : stack(parts, 0, false));
    }
    return outputs;
  }

  /** A stack of no parts, of which only the declared type can tell the other sizes. */
  private static Array nothing(Value part) {
    Shape shape = part.shape();
    long[] sizes = new long[shape == null ? 1 : shape.rank() + 1];
    for (int i = 1; i < sizes.length; i++) {
      sizes[i] = Math.max(0, shape.dim(i - 1).size());
    }
    return Array.zeros(part.elementType(), sizes);
  }

  /** Inputs states, then sequences; the body maps states and one slice each to the next ones. */
  private static List<Array> scan(Call call) {
    Graph body = call.subgraph("body");
    int sequences = call.attribute("num_scan_inputs", 1);
    List<Array> inputs = call.allFrom(0);
    int stateCount = inputs.size() - sequences;
    int scannedCount = body.outputs().size() - stateCount;
    int[] axes = Window.attribute(call, "scan_input_axes", sequences, 0);
    int[] directions = Window.attribute(call, "scan_input_directions", sequences, 0);
    int[] outputAxes = Window.attribute(call, "scan_output_axes", scannedCount, 0);
    int[] outputDirections = Window.attribute(call, "scan_output_directions", scannedCount, 0);
    List<Array> states = inputs.subList(0, stateCount);
    List<List<Array>> scanned = new ArrayList<>();
    for (int k = 0; k < scannedCount; k++) {
      scanned.add(new ArrayList<>());
    }
    int length = inputs.get(stateCount).size(axes[0]);
    for (int i = 0; i < length; i++) {
      List<Array> arguments = new ArrayList<>(states);
      for (int k = 0; k < sequences; k++) {
        Array sequence = inputs.get(stateCount + k);
        int axis = Layout.axis(axes[k], sequence.rank());
        arguments.add(dropAxis(sequence, axis, directions[k] == 0 ? i : length - 1 - i));
      }
      List<Array> results = call.evaluate(body, arguments);
      states = results.subList(0, stateCount);
      for (int k = 0; k < scannedCount; k++) {
        scanned.get(k).add(results.get(stateCount + k));
      }
    }
    List<Array> outputs = new ArrayList<>(states);
    for (int k = 0; k < scannedCount; k++) {
      outputs.add(stack(scanned.get(k), outputAxes[k], outputDirections[k] != 0));
    }
    return outputs;
  }

  private static Array dropAxis(Array x, int axis, int index) {
    Array piece = Slices.piece(x, axis, index, 1);
    int[] kept = new int[x.rank() - 1];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = x.size(i < axis ? i : i + 1);
    }
    return piece.reshaped(kept);
  }

  /** The parts joined along a new axis; no parts at all leave the shape unknown. */
  private static Array stack(List<Array> parts, int axis, boolean reversed) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a scan output without any iteration has no shape");
    }
    int at = Layout.axis(axis, parts.get(0).rank() + 1);
    List<Array> expanded = new ArrayList<>();
    for (Array part : parts) {
      int[] sizes = new int[part.rank() + 1];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = i == at ? 1 : part.size(i < at ? i : i - 1);
      }
      expanded.add(reversed ? 0 : expanded.size(), part.reshaped(sizes));
    }
    return Rearrangements.concat(expanded, at);
  }
}

package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One spatial axis of GridSample: from normalised coordinates, -1 to 1 across the axis, to the
 * elements around each position and their weights.
 *
 * @param size number of elements, int64 [1]
 * @param aligned whether -1 and 1 are the centres of the outer elements, not their outer edges
 * @param padding {@code zeros}, {@code border} or {@code reflection} beyond the ends
 */
record GridAxis(CoreOperators core, Value size, boolean aligned, String padding) {
  /** Sharpness of cubic interpolation, as ONNX fixes it. */
  private static final double CUBIC = -0.75;

  /** Keeps a span of 0 from dividing; every position is the same element then. */
  private static final double SMALLEST_SPAN = 1e-6;

  /**
   * An element beside each position.
   *
   * @param index int64 [N, positions], within the axis
   * @param weight [N, positions]; null where it is 1
   */
  record Neighbour(Value index, @Nullable Value weight) {}

  /** The elements that a position takes part of, for coordinates [N, positions]. */
  List<Neighbour> neighbours(Value coordinate, SamplingMode mode) {
    GraphBuilder builder = core.builder();
    DataType type = coordinate.elementType();
    Value length = builder.cast(size, type);
    Value last = builder.sub(length, builder.scalar(1, type));
    Value shifted = builder.add(coordinate, builder.scalar(1, type));
    Value position =
        aligned
            ? builder.mul(builder.scale(shifted, 0.5), last)
            : builder.scale(
                builder.sub(builder.mul(shifted, length), builder.scalar(1, type)), 0.5);
    if (mode == SamplingMode.NEAREST) {
      Value round = core.unary("Round", position);
      return List.of(neighbour(round, null, last));
    }
    if (mode == SamplingMode.LINEAR) {
      Value inside = padding.equals("zeros") ? position : padded(position, last);
      Value floor = core.unary("Floor", inside);
      Value above = builder.sub(inside, floor);
      Value below = builder.sub(builder.scalar(1, type), above);
      Value next = builder.add(floor, builder.scalar(1, type));
      return List.of(neighbour(floor, below, last), neighbour(next, above, last));
    }
    Value floor = core.unary("Floor", position);
    Value fraction = builder.sub(position, floor);
    List<Neighbour> neighbours = new ArrayList<>();
    for (int offset = -1; offset <= 2; offset++) {
      Value distance = builder.sub(fraction, builder.scalar(offset, type));
      Value element = builder.add(floor, builder.scalar(offset, type));
      Value weight = cubic(offset > 0 ? builder.neg(distance) : distance, offset < 0 || offset > 1);
      neighbours.add(neighbour(element, weight, last));
    }
    return neighbours;
  }

  /** The cubic kernel at a distance of at most 1, or from 1 to 2. */
  private Value cubic(Value distance, boolean outer) {
    double[] coefficients =
        outer
            ? new double[] {CUBIC, -5 * CUBIC, 8 * CUBIC, -4 * CUBIC}
            : new double[] {CUBIC + 2, -(CUBIC + 3), 0, 1};
    GraphBuilder builder = core.builder();
    DataType type = distance.elementType();
    Value sum = builder.scalar(coefficients[0], type);
    for (int i = 1; i < coefficients.length; i++) {
      sum = builder.add(builder.mul(sum, distance), builder.scalar(coefficients[i], type));
    }
    return sum;
  }

  /** A whole-numbered position as an index, without weight where the axis is padded with zeros. */
  private Neighbour neighbour(Value element, @Nullable Value weight, Value last) {
    GraphBuilder builder = core.builder();
    DataType type = element.elementType();
    if (!padding.equals("zeros")) {
      return new Neighbour(builder.cast(padded(element, last), DataType.INT64), weight);
    }
    Value inside = clamped(element, last);
    Value exists = builder.cast(core.logical("Equal", inside, element), type);
    return new Neighbour(
        builder.cast(inside, DataType.INT64),
        weight == null ? exists : builder.mul(weight, exists));
  }

  /** Positions beyond the ends moved into the axis. */
  private Value padded(Value position, Value last) {
    return clamped(padding.equals("reflection") ? reflected(position, last) : position, last);
  }

  private Value clamped(Value position, Value last) {
    GraphBuilder builder = core.builder();
    Value zero = builder.scalar(0, position.elementType());
    return core.node("Min", Map.of(), core.node("Max", Map.of(), position, zero), last);
  }

  /** Mirrored at the centres of the outer elements, or at their outer edges. */
  private Value reflected(Value position, Value last) {
    GraphBuilder builder = core.builder();
    DataType type = position.elementType();
    Value first = builder.scalar(aligned ? 0 : -0.5, type);
    Value span =
        aligned
            ? core.node("Max", Map.of(), last, builder.scalar(SMALLEST_SPAN, type))
            : builder.add(last, builder.scalar(1, type));
    Value distance = core.unary("Abs", builder.sub(position, first));
    Value turns = core.unary("Floor", builder.div(distance, span));
    Value rest = builder.sub(distance, builder.mul(turns, span));
    Value half = builder.scale(turns, 0.5);
    Value even = core.logical("Equal", half, core.unary("Floor", half));
    Value mirrored = builder.where(even, rest, builder.sub(span, rest));
    return builder.add(mirrored, first);
  }
}

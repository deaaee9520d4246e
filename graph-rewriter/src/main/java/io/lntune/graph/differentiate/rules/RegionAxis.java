package io.lntune.graph.differentiate.rules;

import io.lntune.graph.differentiate.GradientContext;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;

/**
 * One axis of RoiAlign in mode avg: how much each element of the image counts in each cell of each
 * region.
 */
final class RegionAxis {
  /** Samples farther than this before the image count as zero, as the operator defines it. */
  private static final double OUTSIDE = -1;

  private final GraphBuilder b;
  private final DataType type;
  private final int cells;
  private final int ratio;

  /** First coordinate of every region, [R, 1, 1], in elements of the image. */
  private final Value start;

  /** Size of a cell of every region, [R, 1, 1]. */
  private final Value cell;

  /**
   * Reads the geometry of the node.
   *
   * @param corner which column of the regions [R, 4] holds the start; the end is two further
   * @param cells number of cells along the axis
   */
  RegionAxis(GradientContext g, int corner, int cells) {
    this.b = g.builder();
    this.type = g.in(1).elementType();
    this.cells = cells;
    this.ratio = Math.toIntExact(g.attributes().intValue("sampling_ratio", 0));
    String mapping = g.attributes().string("coordinate_transformation_mode", "half_pixel");
    boolean halfPixel = mapping.equals("half_pixel");
    double scale = g.attributes().floatValue("spatial_scale", 1);
    double shift = halfPixel ? 0.5 : 0;
    this.start = edge(g.in(1), corner, scale, shift);
    Value extent = b.sub(edge(g.in(1), corner + 2, scale, shift), start);
    this.cell = b.div(halfPixel ? extent : larger(extent, 1), number(cells));
  }

  private Value edge(Value regions, int column, double scale, double shift) {
    Value edge =
        b.like(
            regions, b.call("Slice", regions, b.longs(column), b.longs(column + 1L), b.longs(1)));
    Value scaled = b.scale(b.unsqueeze(edge, 2), scale);
    return shift == 0 ? scaled : b.sub(scaled, number(shift));
  }

  /**
   * The weights [R, cells, size]: the means of max(0, 1 - |position - element|) over the samples.
   *
   * @param size number of elements along the axis, a scalar
   */
  Value weights(Value size) {
    Value length = b.cast(size, type);
    Value drawn = ratio > 0 ? number(ratio) : b.like(cell, b.call("Ceil", cell));
    Value count = ratio > 0 ? drawn : larger(drawn, 1);
    Value sample = steps(samples(count));
    Value within = b.div(b.add(sample, number(0.5)), count);
    Value cellsBefore = b.unsqueeze(steps(b.scalar(cells, DataType.INT64)), 1);
    Value position = b.add(start, b.mul(cell, b.add(within, cellsBefore)));
    Value counts =
        both(
            logical("GreaterOrEqual", position, number(OUTSIDE)),
            logical("LessOrEqual", position, length));
    if (ratio <= 0) {
      counts = both(counts, logical("Less", sample, drawn));
    }
    Value share = b.unsqueeze(b.div(b.cast(counts, type), count), 2);
    Value last = b.sub(length, number(1));
    Value inside = b.like(position, b.call("Min", larger(position, 0), last));
    Value distance = b.sub(b.unsqueeze(inside, 3), steps(size));
    Value near = larger(b.sub(number(1), b.like(distance, b.call("Abs", distance))), 0);
    // [R, cells, 1, samples] times the weights of every sample [R, cells, samples, size].
    return b.squeeze(b.matMul(share, near), 2);
  }

  /** How many samples of a cell are looked at, a scalar: as many as the largest region has. */
  private Value samples(Value count) {
    if (ratio > 0) {
      return b.scalar(ratio, DataType.INT64);
    }
    // There may be no region at all.
    Value counts = b.concat(0, b.reshape(count, -1), b.reshape(number(1), 1));
    return b.cast(b.reduce("ReduceMax", counts, false, 0), DataType.INT64);
  }

  /** 0, 1, ... below a scalar, as real numbers. */
  private Value steps(Value end) {
    Value whole = b.call("Range", b.scalar(0, DataType.INT64), end, b.scalar(1, DataType.INT64));
    return b.cast(b.typed(whole, DataType.INT64), type);
  }

  private Value larger(Value value, double bound) {
    return b.like(value, b.call("Max", value, number(bound)));
  }

  private Value logical(String operator, Value left, Value right) {
    return b.typed(b.call(operator, left, right), DataType.BOOL);
  }

  private Value both(Value left, Value right) {
    return logical("And", left, right);
  }

  private Value number(double value) {
    return b.scalar(value, type);
  }
}

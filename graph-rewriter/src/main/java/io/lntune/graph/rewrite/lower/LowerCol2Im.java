package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Col2Im (opset 18): columns [N, C * block, positions] are added into an image [N, C, D1..Dn], each
 * element where its window covers it; elements that fall on padding are dropped.
 */
final class LowerCol2Im extends Lowering {
  LowerCol2Im() {
    super(OpId.onnx("Col2Im"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    Tensor image = root.requiredInput(1).initializer();
    Tensor block = root.requiredInput(2).initializer();
    if (image == null || block == null) {
      return Decision.decline("the sizes of image and block are not constant", root);
    }
    long[] sizes = image.toLongs();
    long[] blocks = block.toLongs();
    int axes = sizes.length;
    long[] dilations = given(root, "dilations", axes, 1);
    long[] strides = given(root, "strides", axes, 1);
    long[] pads = given(root, "pads", 2 * axes, 0);
    long[] padded = new long[axes];
    for (int i = 0; i < axes; i++) {
      padded[i] = Math.addExact(sizes[i], Math.addExact(pads[i], pads[i + axes]));
    }
    GraphBuilder builder = core.builder();
    long[] positions = positions(padded, blocks, dilations, strides);
    Value updates =
        builder.reshape(x, 0, -1, Math.multiplyExact(product(blocks), product(positions)));
    Value target = targets(core, padded, blocks, dilations, strides, positions);
    Value leading = core.slice(builder.shapeOf(updates), 0, 0, 2);
    Value zeros =
        builder.expand(
            builder.scalar(0, x.elementType()),
            builder.concat(0, leading, builder.longs(product(padded))));
    Map<String, Attribute> adding = new LinkedHashMap<>();
    adding.put("axis", new Attribute.IntValue(2));
    adding.put("reduction", new Attribute.StringValue("add"));
    Value indices = builder.expand(target, builder.shapeOf(updates));
    Value sum = core.node("ScatterElements", adding, zeros, indices, updates);
    Value whole = builder.reshape(sum, builder.concat(0, leading, builder.longs(padded)));
    return replaceFirst(root, cropped(core, whole, sizes, pads));
  }

  /** How many windows there are along each axis. */
  private static long[] positions(long[] padded, long[] blocks, long[] dilations, long[] strides) {
    long[] positions = new long[padded.length];
    for (int i = 0; i < padded.length; i++) {
      long reach = Math.multiplyExact(dilations[i], blocks[i] - 1) + 1;
      positions[i] = Math.floorDiv(padded[i] - reach, strides[i]) + 1;
    }
    return positions;
  }

  private static long product(long[] factors) {
    return Arrays.stream(factors).reduce(1, Math::multiplyExact);
  }

  /**
   * Where each element of the columns goes in the flat padded image: int64 [window * positions].
   */
  private static Value targets(
      CoreOperators core,
      long[] padded,
      long[] blocks,
      long[] dilations,
      long[] strides,
      long[] positions) {
    GraphBuilder builder = core.builder();
    int axes = padded.length;
    Value flat = null;
    for (int axis = 0; axis < axes; axis++) {
      Value within = axis(builder, steps(core, blocks[axis], dilations[axis]), axes, axis);
      Value start = axis(builder, steps(core, positions[axis], strides[axis]), axes, axes + axis);
      Value index = builder.add(within, start);
      flat =
          flat == null ? index : builder.add(builder.mul(flat, builder.longs(padded[axis])), index);
    }
    return builder.reshape(Objects.requireNonNull(flat), -1);
  }

  /** 0, step, 2 step, ...: int64 [count]. */
  private static Value steps(CoreOperators core, long count, long step) {
    return core.builder().mul(core.range(core.builder().longs(count)), core.builder().longs(step));
  }

  /** A vector along one of the {@code 2 * axes} axes of windows and positions. */
  private static Value axis(GraphBuilder builder, Value vector, int axes, int axis) {
    long[] along = new long[2 * axes];
    Arrays.fill(along, 1);
    along[axis] = -1;
    return builder.reshape(vector, along);
  }

  private static Value cropped(CoreOperators core, Value whole, long[] sizes, long[] pads) {
    Value image = whole;
    for (int axis = 0; axis < sizes.length; axis++) {
      if (pads[axis] != 0 || pads[axis + sizes.length] != 0) {
        image = core.slice(image, axis + 2L, pads[axis], pads[axis] + sizes[axis]);
      }
    }
    return image;
  }

  private static long[] given(Node root, String name, int count, long otherwise) {
    @Nullable List<Long> values = root.attributes().ints(name);
    if (values != null && values.size() == count) {
      return values.stream().mapToLong(Long::longValue).toArray();
    }
    long[] same = new long[count];
    Arrays.fill(same, otherwise);
    return same;
  }
}

package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The other operators of {@code com.microsoft.nchwc}. Their values keep the shape [N, C, H, W] with
 * channels padded to a multiple of the block; only the order in memory differs, which the plain
 * operators do not have. ReorderInput pads the channels, ReorderOutput cuts them.
 */
final class LowerBlockedLayout extends Lowering {
  static final String DOMAIN = "com.microsoft.nchwc";

  private static final List<Long> TO_CHANNELS_LAST = List.of(0L, 2L, 3L, 1L);
  private static final List<Long> TO_CHANNELS_FIRST = List.of(0L, 3L, 1L, 2L);

  private final int block;

  /** {@code block} is the block size of the layout; with {@link BlockSize#UNKNOWN} it refuses. */
  LowerBlockedLayout(int block) {
    super(
        new OpId(DOMAIN, "ReorderInput"),
        new OpId(DOMAIN, "ReorderOutput"),
        new OpId(DOMAIN, "MaxPool"),
        new OpId(DOMAIN, "AveragePool"),
        new OpId(DOMAIN, "GlobalMaxPool"),
        new OpId(DOMAIN, "GlobalAveragePool"),
        new OpId(DOMAIN, "Upsample"));
    this.block = block;
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    if (block == BlockSize.UNKNOWN) {
      return Decision.decline("the block size of the layout cannot be told from the graph", root);
    }
    Value x = root.requiredInput(0);
    boolean last = root.attributes().intValue("channels_last", 0) != 0;
    return switch (root.op().type()) {
      case "ReorderInput" -> replaceFirst(root, reorderInput(x, last, core));
      case "ReorderOutput" -> {
        long channels = root.attributes().intValue("channels", 0);
        if (channels <= 0) {
          yield Decision.decline("the number of channels is not given", root);
        }
        Value cut = size(x, 1) == channels ? x : core.slice(x, 1, 0, channels);
        yield replaceFirst(root, last ? core.builder().transpose(cut, TO_CHANNELS_LAST) : cut);
      }
      case "Upsample" -> upsample(root, x, core);
      default -> replaceFirst(root, core.node(root.op().type(), root.attributes().copy(), x));
    };
  }

  private Value reorderInput(Value x, boolean last, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Value first = last ? builder.transpose(x, TO_CHANNELS_FIRST) : x;
    long channels = size(x, last ? -1 : 1);
    if (channels >= 0 && channels % block == 0) {
      return first;
    }
    // Neg and Mod of the number of channels: what is missing to the next multiple.
    Value missing =
        channels >= 0
            ? builder.longs(Math.floorMod(-channels, (long) block))
            : core.node("Mod", Map.of(), builder.neg(core.sizeOf(first, 1)), builder.longs(block));
    return core.node(
        "Pad",
        Map.of("mode", new Attribute.StringValue("constant")),
        first,
        builder.concat(0, builder.longs(0), missing),
        builder.scalar(0, x.elementType()),
        builder.longs(1));
  }

  /** Nearest repeats elements, which is rounding down; linear interpolates. */
  private static Decision upsample(Node root, Value x, CoreOperators core) {
    List<Long> factors = root.attributes().ints("scales");
    if (factors == null) {
      return Decision.decline("the scales are not given", root);
    }
    double[] scales = new double[factors.size()];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = factors.get(i);
    }
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    String mode = root.attributes().string("mode", "nearest");
    attributes.put("mode", new Attribute.StringValue(mode));
    attributes.put(
        "coordinate_transformation_mode",
        new Attribute.StringValue(
            root.attributes().string("coordinate_transformation_mode", "asymmetric")));
    if (mode.equals("nearest")) {
      attributes.put("nearest_mode", new Attribute.StringValue("floor"));
    }
    Value sizes =
        core.builder()
            .constant(
                TensorElements.encode("scales", DataType.FLOAT, Shape.of(scales.length), scales));
    return replaceFirst(root, core.node("Resize", attributes, x, null, sizes));
  }
}

package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
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

  private final int machineBlock;

  /** {@code machineBlock} pads channels that are no multiple of 16; 0 refuses there. */
  LowerBlockedLayout(int machineBlock) {
    super(
        new OpId(DOMAIN, "ReorderInput"),
        new OpId(DOMAIN, "ReorderOutput"),
        new OpId(DOMAIN, "MaxPool"),
        new OpId(DOMAIN, "AveragePool"),
        new OpId(DOMAIN, "GlobalMaxPool"),
        new OpId(DOMAIN, "GlobalAveragePool"));
    this.machineBlock = machineBlock;
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    boolean last = root.attributes().intValue("channels_last", 0) != 0;
    return switch (root.op().type()) {
      case "ReorderInput" -> reorderInput(root, x, last, core);
      case "ReorderOutput" -> {
        long channels = root.attributes().intValue("channels", 0);
        if (channels <= 0) {
          yield Decision.decline("the number of channels is not given", root);
        }
        Value cut = size(x, 1) == channels ? x : core.slice(x, 1, 0, channels);
        yield replaceFirst(root, last ? core.builder().transpose(cut, TO_CHANNELS_LAST) : cut);
      }
      default -> replaceFirst(root, core.node(root.op().type(), root.attributes().copy(), x));
    };
  }

  private Decision reorderInput(Node root, Value x, boolean last, CoreOperators core) {
    long channels = size(x, last ? -1 : 1);
    if (channels < 0 || (last && rank(x) != 4)) {
      return Decision.decline("the number of channels is not known", root);
    }
    long known = size(root.requiredOutput(0), 1);
    long padding = known > 0 ? known - channels : padding(channels);
    if (padding < 0) {
      return Decision.decline("the block size of the layout cannot be told from the graph", root);
    }
    GraphBuilder builder = core.builder();
    Value first = last ? builder.transpose(x, TO_CHANNELS_FIRST) : x;
    return replaceFirst(root, padding == 0 ? first : pad(first, padding, core));
  }

  private long padding(long channels) {
    long largest = 16;
    if (channels % largest == 0) {
      return 0;
    }
    return machineBlock == 0 ? -1 : Math.floorMod(-channels, (long) machineBlock);
  }

  private static Value pad(Value x, long channels, CoreOperators core) {
    Value widths = core.builder().longs(0, channels);
    return core.node(
        "Pad",
        Map.of("mode", new Attribute.StringValue("constant")),
        x,
        widths,
        core.builder().scalar(0, x.elementType()),
        core.builder().longs(1));
  }
}

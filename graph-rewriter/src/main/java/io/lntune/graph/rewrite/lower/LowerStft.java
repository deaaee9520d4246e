package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;

/**
 * STFT (opset 17) of a signal [B, T] or [B, T, 1 or 2]: frames [B, F, N, 1 or 2] gathered from the
 * signal, times the window [N], then the Fourier transform of {@link LowerDft}.
 */
final class LowerStft extends Lowering {
  private static final int WINDOW = 2;
  private static final int FRAME_LENGTH = 3;
  private static final int RANK = 4;

  LowerStft() {
    super(OpId.onnx("STFT"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value samples = root.requiredInput(0);
    // Real numbers may come without an axis of their parts.
    boolean bare = rank(samples) == 2;
    long parts = bare ? 1 : size(samples, 2);
    Value window = root.input(WINDOW);
    Value given = root.input(FRAME_LENGTH);
    if ((!bare && rank(samples) != 3) || parts < 1 || parts > 2) {
      return Decision.decline("the signal is not known to be [B, T] or [B, T, 1 or 2]", root);
    }
    GraphBuilder builder = core.builder();
    Value signal = bare ? builder.unsqueeze(samples, 2) : samples;
    Value length;
    if (given != null) {
      length = vector(given, builder);
    } else if (window != null) {
      length = core.sizeOf(window, 0);
    } else {
      return Decision.decline("neither a window nor a frame length is given", root);
    }
    Value step = vector(root.requiredInput(1), builder);
    Value steps = builder.div(builder.sub(core.sizeOf(signal, 1), length), step);
    Value starts = builder.mul(core.range(builder.add(steps, builder.longs(1))), step);
    Value positions = builder.add(builder.unsqueeze(starts, 1), core.range(length));
    Value frames = core.gather(signal, builder.typed(positions, DataType.INT64), 1);
    if (window != null) {
      frames = builder.mul(frames, builder.unsqueeze(window, 1));
    }
    Value spectrum = LowerDft.transform(frames, length, RANK, 2, parts == 2, false, core);
    boolean oneSided = root.attributes().intValue("onesided", 1) != 0;
    return replaceFirst(
        root,
        oneSided
            ? core.slice(spectrum, 2, builder.longs(0), LowerDft.bins(length, core))
            : spectrum);
  }

  /** A scalar of any integer type as int64 [1]. */
  private static Value vector(Value scalar, GraphBuilder builder) {
    return builder.cast(builder.reshape(scalar, 1), DataType.INT64);
  }
}

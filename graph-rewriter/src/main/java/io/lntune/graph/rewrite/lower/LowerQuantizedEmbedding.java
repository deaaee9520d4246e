package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import org.jspecify.annotations.Nullable;

/**
 * {@code com.microsoft.QEmbedLayerNormalization}: EmbedLayerNormalization whose three tables, scale
 * and bias are 8-bit numbers. Rows become real after they are taken from a table. Operands from 2
 * to 6 have their scales from 8 on and their zero points from 13 on.
 */
final class LowerQuantizedEmbedding extends Lowering {
  private static final int FIRST = 2;
  private static final int SCALES = 8;
  private static final int ZERO_POINTS = 13;
  private static final float DEFAULT_EPSILON = 1e-12f;

  LowerQuantizedEmbedding() {
    super(OpId.microsoft("QEmbedLayerNormalization"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Value ids = root.requiredInput(0);
    Value segmentIds = root.input(1);
    Value words = core.gather(root.requiredInput(2), ids, 0);
    Value positions = core.slice(root.requiredInput(3), 0, builder.longs(0), core.sizeOf(ids, 1));
    Value sum = builder.add(real(core, root, words, 2), real(core, root, positions, 3));
    Value segments = root.input(4);
    if (segmentIds != null && segments != null) {
      sum = builder.add(sum, real(core, root, core.gather(segments, segmentIds, 0), 4));
    }
    Value scale = real(core, root, root.requiredInput(5), 5);
    Value bias = real(core, root, root.requiredInput(6), 6);
    float epsilon = root.attributes().floatValue("epsilon", DEFAULT_EPSILON);
    Outputs outputs = new Outputs(root);
    outputs.put(0, core.layerNormalization(sum, scale, bias, epsilon));
    if (used(root, 1)) {
      @Nullable Value mask = root.input(7);
      outputs.put(1, LowerEmbedLayerNormalization.maskIndex(ids, mask, core));
    }
    return outputs.replace();
  }

  private static Value real(CoreOperators core, Node root, Value integers, int operand) {
    int offset = operand - FIRST;
    return Quantization.dequantize(
        core, integers, root.requiredInput(SCALES + offset), root.input(ZERO_POINTS + offset), -1);
  }
}

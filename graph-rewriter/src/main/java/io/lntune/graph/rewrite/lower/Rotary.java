package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;

/**
 * Rotary position embedding, "RoFormer", equation 34: pairs of elements of a head are rotated by an
 * angle that depends on the position.
 *
 * @param headSize elements of one head
 * @param rotated the leading elements that are rotated; the rest passes unchanged
 * @param interleaved pairs are neighbours, not element i and i + rotated/2
 */
record Rotary(CoreOperators core, long headSize, long rotated, boolean interleaved) {
  /** Rotates x, rank 4 with the head's elements last; cosines and sines broadcast to its pairs. */
  Value rotate(Value x, Value cos, Value sin) {
    if (rotated == headSize) {
      return rotateAll(x, cos, sin);
    }
    List<Value> parts = core.split(x, -1, rotated, headSize - rotated);
    return core.builder().concat(-1, rotateAll(parts.get(0), cos, sin), parts.get(1));
  }

  private Value rotateAll(Value x, Value cos, Value sin) {
    GraphBuilder builder = core.builder();
    if (!interleaved) {
      List<Value> halves = core.split(x, -1, rotated / 2, rotated / 2);
      return pair(halves.get(0), halves.get(1), cos, sin);
    }
    List<Value> neighbours = core.split(builder.reshape(x, 0, 0, 0, rotated / 2, 2), -1, 1, 1);
    Value turned =
        pair(
            neighbours.get(0),
            neighbours.get(1),
            builder.unsqueeze(cos, -1),
            builder.unsqueeze(sin, -1));
    return builder.reshape(turned, 0, 0, 0, rotated);
  }

  private Value pair(Value a, Value b, Value cos, Value sin) {
    GraphBuilder builder = core.builder();
    Value first = builder.sub(builder.mul(a, cos), builder.mul(b, sin));
    Value second = builder.add(builder.mul(a, sin), builder.mul(b, cos));
    return builder.concat(-1, first, second);
  }
}

package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Direct memory for the features of a batch, kept from one batch to the next. */
public final class BatchBuffers {
  private final Map<String, NamedArray> current = new HashMap<>();
  private final Map<String, ByteBuffer> memory = new HashMap<>();

  /** An array for {@code spec}; its content is what the last batch left. */
  public NamedArray prepare(FeatureSpec spec, long[] sizes) {
    NamedArray last = current.get(spec.name());
    if (last != null && Arrays.equals(last.sizes(), sizes)) {
      return last;
    }
    int needed = byteSize(spec, sizes);
    ByteBuffer buffer = memory.get(spec.name());
    if (buffer == null || buffer.capacity() < needed) {
      buffer = ByteBuffer.allocateDirect(needed);
      memory.put(spec.name(), buffer);
    }
    NamedArray array = NamedArray.of(spec.name(), spec.type(), buffer.slice(0, needed), sizes);
    current.put(spec.name(), array);
    return array;
  }

  private static int byteSize(FeatureSpec spec, long[] sizes) {
    try {
      return Math.toIntExact(spec.type().byteSize(Shape.of(sizes).elementCount()));
    } catch (ArithmeticException e) {
      throw LntuneException.usage(
              "A batch of '" + spec.name() + "' " + Shape.of(sizes) + " is larger than 2 GiB",
              "Use a smaller batch.")
          .causedBy(e);
    }
  }
}

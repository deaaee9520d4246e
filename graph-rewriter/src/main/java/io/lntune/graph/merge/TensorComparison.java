package io.lntune.graph.merge;

import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Compares stored tensors byte by byte, in pieces, so that their size does not matter. */
final class TensorComparison {
  private static final long PIECE_BYTES = 1L << 28;

  private TensorComparison() {}

  /** The difference in words; empty when type, shape and bytes are equal. */
  static String difference(Value a, Value b) {
    Tensor old = a.initializer();
    Tensor now = b.initializer();
    if (old == null || now == null) {
      return "no longer stored";
    }
    return difference(old, now);
  }

  /** The same for two tensors. */
  static String difference(Tensor old, Tensor now) {
    if (old.elementType() != now.elementType() || !old.shape().equals(now.shape())) {
      return old + " became " + now;
    }
    if (old.elementType().bits() == 0) {
      return old.content().equals(now.content()) ? "" : "texts differ";
    }
    return sameBytes(old, now) ? "" : describe(old, now);
  }

  private static boolean sameBytes(Tensor old, Tensor now) {
    long size = old.byteSize();
    for (long start = 0; start < size; start += PIECE_BYTES) {
      long count = Math.min(PIECE_BYTES, size - start);
      if (!piece(old, start, count).equals(piece(now, start, count))) {
        return false;
      }
    }
    return true;
  }

  private static ByteBuffer piece(Tensor tensor, long start, long count) {
    if (tensor.content() instanceof FileRegion region) {
      return region.map(start, count);
    }
    return tensor.bytes().slice((int) start, (int) count);
  }

  private static String describe(Tensor old, Tensor now) {
    if (!old.elementType().isFloatingPoint() || old.elementCount() > (1 << 26)) {
      return "values differ";
    }
    double[] before = old.toDoubles();
    double[] after = now.toDoubles();
    long changed = 0;
    double largest = 0;
    for (int i = 0; i < before.length; i++) {
      if (before[i] != after[i]) {
        changed++;
        largest = Math.max(largest, Math.abs(before[i] - after[i]));
      }
    }
    return String.format(
        Locale.ROOT, "%,d of %,d values differ, by up to %.3g", changed, before.length, largest);
  }
}

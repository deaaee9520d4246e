package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;

/** Whether an axis is the last one, however it is counted. */
public final class LastAxis {
  private LastAxis() {}

  /** True when {@code axis} certainly is the last of {@code x}, whose rank may be unknown. */
  public static boolean is(long axis, Value x) {
    Shape shape = x.shape();
    return axis == -1 || (shape != null && axis == shape.rank() - 1);
  }
}

package io.lntune.graph.rewrite.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.DataType;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ActivationLoweringTest {
  /** The reference is computed in double precision. */
  private static final double FLOAT_ROUNDING = 1e-5;

  @Test
  void gelu() {
    Set<String> emitted =
        LoweringCheck.microsoft(new LowerGelu(), "Gelu").floats("x", "B=3,8").check();
    assertEquals(Set.of("Gelu"), emitted);
  }

  @Test
  void biasGelu() {
    LoweringCheck.microsoft(new LowerGelu(), "BiasGelu")
        .floats("x", "B=3,S=2,8")
        .weight("bias", "8")
        .check();
  }

  @Test
  void fastGeluWithAndWithoutBias() {
    LoweringCheck.microsoft(new LowerGelu(), "FastGelu").floats("x", "B=3,8").check();
    LoweringCheck.microsoft(new LowerGelu(), "FastGelu")
        .floats("x", "B=3,8")
        .weight("bias", "8")
        .check();
  }

  @Test
  void quickGeluHasItsOwnDefaultSlope() {
    LoweringCheck.microsoft(new LowerSwish(), "QuickGelu").floats("x", "B=3,8").check();
    LoweringCheck.microsoft(new LowerSwish(), "QuickGelu")
        .floats("x", "B=3,8")
        .with("alpha", 1f)
        .check();
  }

  @Test
  void biasSplitGeluMultipliesByTheGeluOfTheSecondHalf() {
    double[] actual =
        LoweringCheck.microsoft(new LowerBiasSplitGelu(), "BiasSplitGelu")
            .values("x", "B=1,1,4", DataType.FLOAT, 1, 2, 0.5, -1)
            .constant("bias", "4", DataType.FLOAT, 0, 1, 0.5, 0)
            .lowered()
            .get(0);
    // gelu(1) = 0.8413447, gelu(-1) = -0.1586553
    assertEquals(0.8413447, actual[0], FLOAT_ROUNDING);
    assertEquals(3 * -0.1586553, actual[1], FLOAT_ROUNDING);
  }

  @Test
  void biasSplitGeluOfOddWidthIsRefused() {
    LoweringCheck.microsoft(new LowerBiasSplitGelu(), "BiasSplitGelu")
        .floats("x", "1,1,3")
        .weight("bias", "3")
        .declines("even");
  }
}

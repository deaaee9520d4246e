package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import org.junit.jupiter.api.Test;

final class PadLoweringTest {
  private static LoweringCheck pad(String x) {
    return LoweringCheck.onnx(new LowerPadAxes(), "Pad").floats("x", x);
  }

  @Test
  void someAxes() {
    pad("N=2,3,4")
        .constant("pads", "4", DataType.INT64, 1, 0, 2, -1)
        .absent()
        .constant("axes", "2", DataType.INT64, -1, 0)
        .check();
    pad("N=2,3,4")
        .constant("pads", "2", DataType.INT64, 1, 2)
        .constant("value", "", DataType.FLOAT, 5)
        .constant("axes", "1", DataType.INT64, 1)
        .check();
  }

  @Test
  void padsThatAreFedInAnotherMode() {
    pad("2,3,4")
        .values("pads", "4", DataType.INT64, 1, 0, 2, 1)
        .absent()
        .constant("axes", "2", DataType.INT64, 1, 2)
        .with("mode", "reflect")
        .check();
  }

  @Test
  void allAxesAreLeftAsTheyAre() {
    pad("2,3").constant("pads", "4", DataType.INT64, 1, 0, 0, 1).declines("no axes");
  }
}

package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators that put elements at places or take them from there. */
final class PlacementLoweringTest {
  private static LoweringCheck columns(String x, double... imageThenBlock) {
    return LoweringCheck.onnx(new LowerCol2Im(), "Col2Im")
        .floats("x", x)
        .constant("image", "2", DataType.INT64, imageThenBlock[0], imageThenBlock[1])
        .constant("block", "2", DataType.INT64, imageThenBlock[2], imageThenBlock[3]);
  }

  @Test
  void columnsThatDoNotOverlap() {
    columns("N=2,12,6", 4, 6, 2, 2).with("strides", new Attribute.Ints(List.of(2L, 2L))).check();
  }

  @Test
  void columnsThatOverlapAndLieOnPadding() {
    columns("N=2,18,30", 5, 6, 3, 3)
        .with("pads", new Attribute.Ints(List.of(1L, 1L, 1L, 1L)))
        .check();
    columns("N=1,8,6", 5, 4, 2, 2)
        .with("dilations", new Attribute.Ints(List.of(2L, 1L)))
        .with("strides", new Attribute.Ints(List.of(1L, 2L)))
        .check();
  }

  @Test
  void unpooling() {
    LoweringCheck.onnx(new LowerMaxUnpool(), "MaxUnpool")
        .with("kernel_shape", new Attribute.Ints(List.of(2L, 2L)))
        .with("strides", new Attribute.Ints(List.of(2L, 2L)))
        .floats("x", "1,1,2,2")
        .values("indices", "1,1,2,2", DataType.INT64, 5, 2, 8, 15)
        .constant("shape", "4", DataType.INT64, 1, 1, 4, 4)
        .check();
  }

  @Test
  void compressing() {
    LoweringCheck.onnx(new LowerCompress(), "Compress")
        .with("axis", 1)
        .floats("x", "B=2,S=3,2")
        .values("condition", "S=3", DataType.BOOL, 1, 0, 1)
        .check();
    LoweringCheck.onnx(new LowerCompress(), "Compress")
        .floats("x", "B=2,2")
        .values("condition", "3", DataType.BOOL, 0, 1, 1)
        .check();
  }
}

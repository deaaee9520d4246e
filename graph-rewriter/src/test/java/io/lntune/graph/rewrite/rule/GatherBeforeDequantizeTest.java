package io.lntune.graph.rewrite.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatherBeforeDequantizeTest {
  private static final double[] ELEMENTS = {-3, 7, 2, 0, 11, -8};

  private final RuleTester tester = new RuleTester(new GatherBeforeDequantize());

  private static ModelSketch table(DataType type) {
    return ModelSketch.opset(21)
        .input("ids", DataType.INT64, 2, 2)
        .initializer(TensorElements.encode("table", type, Shape.of(3, 2), ELEMENTS));
  }

  @Test
  void looksUpQuantisedRows() {
    Model model =
        table(DataType.INT8)
            .scalar("scale", 0.25f)
            .node("DequantizeLinear", "real", "table scale")
            .node("Gather", "y", "real ids")
            .outputs("y")
            .model();
    model.graph().find("real").setType(model.graph().find("scale").type());
    assertEquals(List.of("Gather", "DequantizeLinear"), tester.fires(model));
  }

  @Test
  void looksUpRowsOfHalfPrecision() {
    Model model =
        table(DataType.FLOAT16)
            .node("Cast", "real", "table", "to", DataType.FLOAT.code())
            .node("Gather", "y", "real ids")
            .outputs("y")
            .model();
    assertEquals(List.of("Gather", "Cast"), tester.fires(model));
  }

  @Test
  void declinesAScalePerRow() {
    Model model =
        table(DataType.INT8)
            .floats("scale", new long[] {3}, 1, 2, 3)
            .node("DequantizeLinear", "real", "table scale", "axis", 0)
            .node("Gather", "y", "real ids")
            .outputs("y")
            .model();
    assertEquals(List.of("the table has more than one scale"), tester.declines(model));
  }

  @Test
  void declinesARealTable() {
    Model model =
        ModelSketch.opset(21)
            .input("ids", DataType.INT64, 2)
            .floats("table", new long[] {2, 1}, 1, 2)
            .node("Gather", "y", "table ids")
            .outputs("y")
            .model();
    assertEquals(List.of("the table is not converted"), tester.declines(model));
  }
}

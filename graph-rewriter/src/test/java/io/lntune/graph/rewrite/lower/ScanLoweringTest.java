package io.lntune.graph.rewrite.lower;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuleTester;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScanLoweringTest {
  /** A running sum of products with a captured row, over axis {@code axis} of [2, 3, 4]. */
  private static Model scan(long axis, long direction, long outputAxis, long outputDirection) {
    long[] slice = axis == 0 ? new long[] {3, 4} : new long[] {2, 4};
    ModelSketch outer =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, 2, 3, 4)
            .input("start", DataType.FLOAT, slice)
            .input("row", DataType.FLOAT, 4);
    ModelSketch inner =
        ModelSketch.graph(outer.graph())
            .input("state", DataType.FLOAT, slice)
            .input("part", DataType.FLOAT, slice)
            .node("Mul", "product", "part row")
            .node("Add", "next", "state product")
            .node("Neg", "stacked", "next")
            .outputs("next stacked");
    Graph body = inner.graph();
    for (Value output : body.outputs()) {
      output.setType(new TensorType(DataType.FLOAT, Shape.of(slice)));
    }
    return outer
        .node(
            "Scan",
            "last y",
            "start x",
            "body",
            body,
            "num_scan_inputs",
            1,
            "scan_input_axes",
            ints(axis),
            "scan_input_directions",
            ints(direction),
            "scan_output_axes",
            ints(outputAxis),
            "scan_output_directions",
            ints(outputDirection))
        .outputs("last y")
        .model();
  }

  private static Attribute ints(long value) {
    return new Attribute.Ints(List.of(value));
  }

  @Test
  void everyAxisAndDirection() {
    for (long axis : new long[] {0, 1, -2}) {
      for (long outputAxis : new long[] {0, 1, 2, -1}) {
        for (long direction = 0; direction < 4; direction++) {
          Model model = scan(axis, direction / 2, outputAxis, direction % 2);
          List<String> left = new RuleTester(new LowerScan()).fires(model);
          assertTrue(left.contains("Loop"), left.toString());
        }
      }
    }
  }
}

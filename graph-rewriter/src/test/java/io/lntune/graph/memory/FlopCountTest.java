package io.lntune.graph.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.rewrite.ModelSketch;
import org.junit.jupiter.api.Test;

class FlopCountTest {
  private static long count(ModelSketch sketch, Node node, long... result) {
    sketch.graph().find("y").setType(new TensorType(DataType.FLOAT, Shape.of(result)));
    return FlopCount.of(node);
  }

  private static ModelSketch operands(long[] a, long[] b) {
    return ModelSketch.opset(21).input("a", DataType.FLOAT, a).input("b", DataType.FLOAT, b);
  }

  @Test
  void batchedProduct() {
    ModelSketch sketch = operands(new long[] {2, 3, 4}, new long[] {2, 4, 5});
    assertEquals(2 * 2 * 3 * 5 * 4, count(sketch, sketch.addNode("MatMul", "y", "a b"), 2, 3, 5));
  }

  @Test
  void transposedProduct() {
    ModelSketch sketch = operands(new long[] {4, 3}, new long[] {4, 5});
    Node node = sketch.addNode("com.microsoft::FusedMatMul", "y", "a b", "transA", 1);
    assertEquals(2 * 3 * 5 * 4, count(sketch, node, 3, 5));
  }

  @Test
  void gemm() {
    ModelSketch sketch = operands(new long[] {4, 3}, new long[] {5, 4});
    Node node = sketch.addNode("Gemm", "y", "a b", "transA", 1, "transB", 1);
    assertEquals(2 * 3 * 5 * 4, count(sketch, node, 3, 5));
  }

  @Test
  void groupedConvolution() {
    // 8 channels in 2 groups: each of the 6 x 6 x 10 results sums 4 channels of 3 x 3.
    ModelSketch sketch = operands(new long[] {1, 8, 6, 6}, new long[] {10, 4, 3, 3});
    Node node = sketch.addNode("Conv", "y", "a b", "group", 2);
    assertEquals(2 * 10 * 6 * 6 * 4 * 3 * 3, count(sketch, node, 1, 10, 6, 6));
  }

  @Test
  void transposedConvolution() {
    // Each of the 8 x 3 x 3 elements is spread over 5 channels of 2 x 2.
    ModelSketch sketch = operands(new long[] {1, 8, 3, 3}, new long[] {8, 5, 2, 2});
    Node node = sketch.addNode("ConvTranspose", "y", "a b");
    assertEquals(2 * 8 * 3 * 3 * 5 * 2 * 2, count(sketch, node, 1, 5, 4, 4));
  }

  @Test
  void unknownShapesAndOtherOperators() {
    ModelSketch sketch = operands(new long[] {-1, 4}, new long[] {4, 5});
    Node product = sketch.addNode("MatMul", "y", "a b");
    assertEquals(FlopCount.UNKNOWN, count(sketch, product, -1, 5));
    assertEquals(0, FlopCount.of(sketch.addNode("Relu", "z", "y")));
  }
}

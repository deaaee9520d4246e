package io.lntune.graph.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BatchDivisionTest {
  private static final int WIDTH = 4;
  private static final int ROWS_READ = 9;

  private final Graph graph = new Graph(null);
  private final GraphBuilder builder = GraphBuilder.atEnd(graph, "test");

  private Value data(Dim batch) {
    Value value = graph.define("x");
    value.setType(
        new TensorType(
            DataType.FLOAT, new Shape(List.of(batch, Dim.symbolic("length"), Dim.of(WIDTH)))));
    return graph.addInput(value);
  }

  private Value normalized(Value x) {
    Value scale =
        builder.constant(Tensor.ofFloats("scale", Shape.of(WIDTH), new float[] {1, 2, 3, 4}));
    Value y = builder.call(OpId.onnx("LayerNormalization"), Map.of(), x, scale);
    y.setType(x.type());
    return y;
  }

  private BatchDivision division(Value input, Value prediction) {
    return BatchDivision.of(graph, List.of(input), List.of(prediction));
  }

  @Test
  void examplesThatAreNormalisedEachForItselfCanBeRunInParts() {
    Value x = data(Dim.symbolic("batch"));
    BatchDivision division = division(x, normalized(x));
    assertTrue(division.isPossible(), division.obstacle());
    RowCount expected = new RowCount(1, List.of(new RowCount.Axis("x", 1)));
    assertEquals(List.of(expected), division.rows());
    assertEquals(ROWS_READ, expected.of((input, axis) -> ROWS_READ));
  }

  @Test
  void aMeanOverTheBatchKeepsItWhole() {
    Value x = data(Dim.symbolic("batch"));
    Value centred = builder.sub(x, builder.reduce("ReduceMean", x, true, 0));
    centred.setType(x.type());
    BatchDivision division = division(x, normalized(centred));
    assertFalse(division.isPossible());
    assertTrue(division.obstacle().contains("ReduceMean"), division.obstacle());
  }

  @Test
  void aFixedNumberOfExamplesKeepsTheBatchWhole() {
    Value x = data(Dim.of(2));
    BatchDivision division = division(x, normalized(x));
    assertFalse(division.isPossible());
    assertTrue(division.obstacle().contains("fixed"), division.obstacle());
  }
}

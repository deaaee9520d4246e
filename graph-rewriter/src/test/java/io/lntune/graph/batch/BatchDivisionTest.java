package io.lntune.graph.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.HashMap;
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

  /** The number of examples, int64 [1]. */
  private Value examples(Value x) {
    Map<String, Attribute> first = Map.of("end", new Attribute.IntValue(1));
    return typed(builder.call(OpId.onnx("Shape"), first, x), DataType.INT64, Dim.of(1));
  }

  @Test
  void aTensorOfOneNumberHasAsManyRowsAsTheBatch() {
    Value x = data(Dim.symbolic("batch"));
    Value sizes =
        typed(builder.concat(0, examples(x), builder.longs(1, WIDTH)), DataType.INT64, Dim.of(3));
    Value ones = builder.constantOfShape(sizes, DataType.FLOAT, 1);
    typed(ones, DataType.FLOAT, Dim.UNKNOWN, Dim.of(1), Dim.of(WIDTH));
    Value sum = builder.add(x, ones);
    sum.setType(x.type());
    BatchDivision division = division(x, normalized(sum));
    assertTrue(division.isPossible(), division.obstacle());
  }

  @Test
  void aTargetThatCountsTheExamplesKeepsThemApart() {
    Value x = data(Dim.symbolic("batch"));
    Value sizes =
        typed(builder.concat(0, examples(x), builder.longs(-1)), DataType.INT64, Dim.of(2));
    Value y = typed(builder.reshape(x, sizes), DataType.FLOAT, Dim.UNKNOWN, Dim.UNKNOWN);
    BatchDivision division = division(x, y);
    assertTrue(division.isPossible(), division.obstacle());
    Value fixed = typed(builder.reshape(x, 2, -1), DataType.FLOAT, Dim.UNKNOWN, Dim.UNKNOWN);
    assertFalse(division(x, fixed).isPossible());
  }

  /** Row numbers of the batch, int64 [batch]. */
  private Value arange(Value x) {
    Value shape = builder.shapeOf(x);
    shape.setType(new TensorType(DataType.INT64, Shape.of(3)));
    Value batch = builder.call("Gather", shape, integer(0));
    batch.setType(new TensorType(DataType.INT64, Shape.SCALAR));
    Value rows = builder.call("Range", integer(0), batch, integer(1));
    rows.setType(new TensorType(DataType.INT64, new Shape(List.of(x.shape().dim(0)))));
    return rows;
  }

  private Value length(Value x) {
    Value length = builder.call("Gather", builder.shapeOf(x), integer(1));
    length.setType(new TensorType(DataType.INT64, Shape.SCALAR));
    return length;
  }

  private Value integer(long number) {
    return builder.constant(Tensor.ofLongs("integer", Shape.SCALAR, number));
  }

  private Value typed(Value value, DataType type, Dim... dims) {
    value.setType(new TensorType(type, new Shape(List.of(dims))));
    return value;
  }

  /** A position in the text of each example, int64 [batch]: where an entry of x is largest. */
  private Value place(Value x) {
    Value first = builder.call(OpId.onnx("Gather"), axis(2), x, integer(0));
    typed(first, DataType.FLOAT, x.shape().dim(0), x.shape().dim(1));
    Map<String, Attribute> attributes = new HashMap<>(axis(1));
    attributes.put("keepdims", new Attribute.IntValue(0));
    return typed(
        builder.call(OpId.onnx("ArgMax"), attributes, first), DataType.INT64, x.shape().dim(0));
  }

  private static Map<String, Attribute> axis(long axis) {
    return Map.of("axis", new Attribute.IntValue(axis));
  }

  /** Row b * length + place of x as [batch * length, width]. */
  private Value pick(Value x, Value place) {
    Value flat = builder.reshape(x, -1, WIDTH);
    typed(flat, DataType.FLOAT, Dim.symbolic("tokens"), Dim.of(WIDTH));
    Value start = typed(builder.mul(arange(x), length(x)), DataType.INT64, x.shape().dim(0));
    Value row = typed(builder.add(place, start), DataType.INT64, x.shape().dim(0));
    return typed(
        builder.call("Gather", flat, row), DataType.FLOAT, x.shape().dim(0), Dim.of(WIDTH));
  }

  @Test
  void aRowOfEachExampleBelongsToIt() {
    Value x = data(Dim.symbolic("batch"));
    BatchDivision division = division(x, pick(normalized(x), place(x)));
    assertTrue(division.isPossible(), division.obstacle());
  }

  @Test
  void aRowThatMayLieBeyondAnExampleDoesNot() {
    Value x = data(Dim.symbolic("batch"));
    Value next = typed(builder.add(place(x), integer(1)), DataType.INT64, x.shape().dim(0));
    assertFalse(division(x, pick(normalized(x), next)).isPossible());
  }

  @Test
  void aRemainderByTheLengthStaysInAnExample() {
    Value x = data(Dim.symbolic("batch"));
    Value next = typed(builder.add(place(x), integer(1)), DataType.INT64, x.shape().dim(0));
    Value inside = typed(builder.call("Mod", next, length(x)), DataType.INT64, x.shape().dim(0));
    BatchDivision division = division(x, pick(normalized(x), inside));
    assertTrue(division.isPossible(), division.obstacle());
  }

  @Test
  void tuplesThatBeginWithTheExampleStayInIt() {
    Value x = data(Dim.symbolic("batch"));
    assertTrue(division(x, tuples(x, arange(x))).isPossible());
  }

  @Test
  void tuplesThatBeginWithAnotherNumberDoNot() {
    Value x = data(Dim.symbolic("batch"));
    Value other = typed(builder.add(arange(x), integer(1)), DataType.INT64, x.shape().dim(0));
    assertFalse(division(x, tuples(x, other)).isPossible());
  }

  private Value tuples(Value x, Value first) {
    Dim batch = x.shape().dim(0);
    Value left = typed(builder.unsqueeze(first, -1), DataType.INT64, batch, Dim.of(1));
    Value right = typed(builder.unsqueeze(place(x), -1), DataType.INT64, batch, Dim.of(1));
    Value both = typed(builder.concat(-1, left, right), DataType.INT64, batch, Dim.of(2));
    return typed(
        builder.call("GatherND", normalized(x), both), DataType.FLOAT, batch, Dim.of(WIDTH));
  }

  @Test
  void positionsThatAreCopiedToAllExamplesSelectRowsForEachOfThem() {
    Value x = data(Dim.symbolic("batch"));
    Dim length = x.shape().dim(1);
    Value table =
        builder.constant(Tensor.ofFloats("table", Shape.of(1, WIDTH), new float[] {1, 2, 3, 4}));
    Value sizes = builder.call(OpId.onnx("Shape"), Map.of("end", new Attribute.IntValue(2)), x);
    sizes.setType(new TensorType(DataType.INT64, Shape.of(2)));
    Value zero = builder.constant(Tensor.ofLongs("zero", Shape.of(1, 1), 0));
    Value indices =
        typed(builder.call("Expand", zero, sizes), DataType.INT64, x.shape().dim(0), length);
    Value embedded = builder.call("Gather", table, indices);
    embedded.setType(x.type());
    Value sum = builder.add(x, embedded);
    sum.setType(x.type());
    BatchDivision division = division(x, normalized(sum));
    assertTrue(division.isPossible(), division.obstacle());
  }
}

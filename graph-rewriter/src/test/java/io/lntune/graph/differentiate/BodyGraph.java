package io.lntune.graph.differentiate;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A body inside a case's graph. Every value is declared with as much shape as the case knows. */
final class BodyGraph {
  private final Graph graph;
  private final List<@Nullable Value> operands;
  private final DataType type;
  private final ShapeKnowledge knowledge;

  BodyGraph(Graph parent, List<@Nullable Value> operands, DataType type, ShapeKnowledge knowledge) {
    this.graph = new Graph(parent);
    this.graph.setName("body");
    this.operands = operands;
    this.type = type;
    this.knowledge = knowledge;
  }

  /** The floating-point type of the case. */
  DataType elementType() {
    return type;
  }

  /** The case's operand with this index, captured. */
  Value operand(int index) {
    Value value = operands.get(index);
    if (value == null) {
      throw new IllegalArgumentException("operand " + index + " is left out");
    }
    return value;
  }

  /** An input of the body with the element type of the case. */
  Value input(long... dims) {
    return input(type, dims);
  }

  Value input(DataType elementType, long... dims) {
    Value value = graph.fresh("in");
    value.setType(new TensorType(elementType, knowledge.declare(dims)));
    return graph.addInput(value);
  }

  /** An input that ONNX Runtime wants declared as a scalar, whatever the case knows. */
  Value scalarInput(DataType elementType) {
    Value value = graph.fresh("in");
    value.setType(new TensorType(elementType, Shape.SCALAR));
    return graph.addInput(value);
  }

  /** A node with one result of the element type of the case. */
  Value node(String op, long[] dims, @Nullable Value... inputs) {
    return node(op, type, dims, Map.of(), inputs);
  }

  Value node(
      String op,
      DataType elementType,
      long[] dims,
      Map<String, Attribute> attributes,
      @Nullable Value... inputs) {
    Value value = graph.fresh(op);
    value.setType(new TensorType(elementType, knowledge.declare(dims)));
    graph.insert(
        null, OpId.onnx(op), value.name(), Arrays.asList(inputs), List.of(value), attributes);
    return value;
  }

  /** An {@code If} with one result. */
  Value branches(long[] dims, Value condition, CaseBody then, CaseBody otherwise) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("then_branch", nested(then));
    attributes.put("else_branch", nested(otherwise));
    return node("If", type, dims, attributes, condition);
  }

  /** A body inside this one. */
  Attribute nested(CaseBody body) {
    return build(graph, operands, type, knowledge, body);
  }

  /** A scalar constant of the element type of the case. */
  Value number(double value) {
    return graph.addConstant(Tensor.scalar("number", type, value));
  }

  Value number(DataType elementType, double value) {
    return graph.addConstant(Tensor.scalar("number", elementType, value));
  }

  void output(Value... values) {
    Arrays.stream(values).forEach(graph::addOutput);
  }

  static Attribute build(
      Graph parent,
      List<@Nullable Value> operands,
      DataType type,
      ShapeKnowledge knowledge,
      CaseBody body) {
    BodyGraph graph = new BodyGraph(parent, operands, type, knowledge);
    body.write(graph);
    return new Attribute.GraphValue(graph.graph);
  }
}

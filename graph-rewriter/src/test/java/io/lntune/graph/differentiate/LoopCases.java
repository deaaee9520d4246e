package io.lntune.graph.differentiate;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.reference.Array;
import java.util.List;
import java.util.Map;

/** Cases of Loop. Operands 0 and 1 are trip count and condition. */
final class LoopCases {
  private static final long[] SCALAR = {};
  private static final long[] ROW = {3};

  private LoopCases() {}

  static List<CaseBuilder> all() {
    return List.of(
        recurrence("three steps", 3),
        recurrence("one step", 1),
        recurrence("no step at all", 0),
        stacked("a stacked output and the last state", 0, 1).outputs(2),
        stacked("a stacked output alone", 1).outputs(2),
        dynamicCondition(),
        stateThatOnlyTheNextStepReads(),
        counterThatPicksARow(),
        branchInside(),
        loopInside());
  }

  private static CaseBuilder start(String description, int steps) {
    return CaseBuilder.onnx("Loop", description)
        .fed(Array.scalar(DataType.INT64, steps))
        .fed(Array.scalar(DataType.BOOL, 1));
  }

  /** s' = tanh(s) * w + w. */
  private static CaseBuilder recurrence(String description, int steps) {
    return start(description, steps)
        .in(3)
        .captured(3)
        .body(
            "body",
            body -> {
              header(body);
              Value state = body.input(ROW);
              Value next = body.node("Mul", ROW, body.node("Tanh", ROW, state), body.operand(3));
              body.output(condition(body), body.node("Add", ROW, next, body.operand(3)));
            });
  }

  private static CaseBuilder stacked(String description, Integer... seeded) {
    return start(description, 3)
        .in(3)
        .captured(2, 3)
        .seeded(seeded)
        .body(
            "body",
            body -> {
              header(body);
              Value state = body.input(ROW);
              Value next = body.node("Sin", ROW, state);
              body.output(
                  condition(body),
                  next,
                  body.node("Mul", new long[] {2, 3}, next, body.operand(3)));
            });
  }

  /** As long as the step number is below 2, whatever the trip count. */
  private static CaseBuilder dynamicCondition() {
    return CaseBuilder.onnx("Loop", "a condition that ends it, no trip count")
        .gap()
        .fed(Array.scalar(DataType.BOOL, 1))
        .in(3)
        .captured(3)
        .body(
            "body",
            body -> {
              Value step = body.scalarInput(DataType.INT64);
              body.scalarInput(DataType.BOOL);
              Value state = body.input(ROW);
              Value more =
                  body.node(
                      "Less",
                      DataType.BOOL,
                      SCALAR,
                      Map.of(),
                      step,
                      body.number(DataType.INT64, 2));
              body.output(
                  more, body.node("Mul", ROW, body.node("Tanh", ROW, state), body.operand(3)));
            });
  }

  /** (a, b)' = (b * w, tanh(a)): each state matters through the other. */
  private static CaseBuilder stateThatOnlyTheNextStepReads() {
    return start("two states that change places, one seeded", 3)
        .in(3)
        .in(3)
        .captured(3)
        .outputs(2)
        .seeded(0)
        .body(
            "body",
            body -> {
              header(body);
              Value a = body.input(ROW);
              Value b = body.input(ROW);
              body.output(
                  condition(body),
                  body.node("Mul", ROW, b, body.operand(4)),
                  body.node("Tanh", ROW, a));
            });
  }

  /** s' = tanh(s) * table[counter], counter' = counter + 1. */
  private static CaseBuilder counterThatPicksARow() {
    return start("a state of integers", 3)
        .in(3)
        .fed(Array.scalar(DataType.INT64, 0))
        .captured(4, 3)
        .of(2, 4)
        .outputs(2)
        .needs(ShapeKnowledge.RANK)
        .body(
            "body",
            body -> {
              header(body);
              Value state = body.input(ROW);
              Value counter = body.input(DataType.INT64, SCALAR);
              Value row = body.node("Gather", ROW, body.operand(4), counter);
              body.output(
                  condition(body),
                  body.node("Mul", ROW, body.node("Tanh", ROW, state), row),
                  body.node(
                      "Add",
                      DataType.INT64,
                      SCALAR,
                      Map.of(),
                      counter,
                      body.number(DataType.INT64, 1)));
            });
  }

  /** The first step takes one branch, the others the other. */
  private static CaseBuilder branchInside() {
    return start("a branch inside", 3)
        .in(3)
        .captured(3)
        .captured(3)
        .body(
            "body",
            body -> {
              Value step = body.scalarInput(DataType.INT64);
              body.scalarInput(DataType.BOOL);
              Value state = body.input(ROW);
              Value late =
                  body.node(
                      "Greater",
                      DataType.BOOL,
                      SCALAR,
                      Map.of(),
                      step,
                      body.number(DataType.INT64, 0));
              Value shared = body.node("Tanh", ROW, state);
              body.output(
                  condition(body),
                  body.branches(
                      ROW,
                      late,
                      deep -> deep.output(deep.node("Mul", ROW, shared, deep.operand(3))),
                      deep -> deep.output(deep.node("Mul", ROW, deep.operand(4), state))));
            });
  }

  /** Two steps of tanh(s) * w within each of two steps of s + w. */
  private static CaseBuilder loopInside() {
    return start("a loop inside", 2)
        .in(3)
        .captured(3)
        .body(
            "body",
            body -> {
              header(body);
              Value state = body.input(ROW);
              Value outer = body.node("Add", ROW, state, body.operand(3));
              Attribute inside =
                  body.nested(
                      deep -> {
                        header(deep);
                        Value inner = deep.input(ROW);
                        Value changed = deep.node("Tanh", ROW, inner);
                        deep.output(
                            condition(deep), deep.node("Mul", ROW, changed, deep.operand(3)));
                      });
              Value twice =
                  body.node(
                      "Loop",
                      body.elementType(),
                      ROW,
                      Map.of("body", inside),
                      body.number(DataType.INT64, 2),
                      null,
                      outer);
              body.output(condition(body), twice);
            });
  }

  private static void header(BodyGraph body) {
    body.scalarInput(DataType.INT64);
    body.scalarInput(DataType.BOOL);
  }

  private static Value condition(BodyGraph body) {
    return body.node("Identity", DataType.BOOL, SCALAR, Map.of(), body.number(DataType.BOOL, 1));
  }
}

package io.lntune.graph.differentiate;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.reference.Array;
import java.util.List;

/** Cases of If. Operand 0 is the condition, the others are captured. */
final class BranchCases {
  private static final long[] MATRIX = {2, 3};

  private BranchCases() {}

  static List<CaseBuilder> all() {
    return List.of(
        choice("first branch", true),
        choice("second branch", false),
        results("first branch of two results", true).seeded(0, 1),
        results("second branch of two results", false).seeded(0, 1),
        results("one of two results seeded", true).seeded(1),
        shapes("branches of different shape, the larger", true),
        shapes("branches of different shape, the smaller", false),
        nested("branch inside a branch", true),
        nested("branch beside a branch", false));
  }

  private static CaseBuilder choice(String description, boolean then) {
    return start(description, then)
        .captured(2, 3)
        .captured(3)
        .body(
            "then_branch",
            body -> {
              body.output(body.node("Mul", MATRIX, tanh(body, 1), body.operand(2)));
            })
        .body(
            "else_branch",
            body -> {
              body.output(body.node("Mul", MATRIX, tanh(body, 1), body.operand(1)));
            });
  }

  private static CaseBuilder results(String description, boolean then) {
    return start(description, then)
        .captured(2, 3)
        .captured(2, 3)
        .outputs(2)
        .body(
            "then_branch",
            body -> {
              body.output(body.node("Identity", MATRIX, body.operand(1)), tanh(body, 2));
            })
        .body(
            "else_branch",
            body -> {
              body.output(
                  body.node("Mul", MATRIX, tanh(body, 1), body.operand(2)),
                  body.node("Mul", MATRIX, body.operand(1), body.operand(1)));
            });
  }

  private static CaseBuilder shapes(String description, boolean then) {
    return start(description, then)
        .captured(2, 3)
        .captured(3)
        .body(
            "then_branch",
            body -> body.output(body.node("Mul", MATRIX, body.operand(1), body.operand(2))))
        .body(
            "else_branch", body -> body.output(body.node("Sin", new long[] {3}, body.operand(2))));
  }

  private static CaseBuilder nested(String description, boolean inner) {
    return start(description, true)
        .captured(Array.scalar(DataType.BOOL, inner ? 1 : 0))
        .captured(2, 3)
        .captured(2, 3)
        .body(
            "then_branch",
            body -> {
              Value first = tanh(body, 2);
              Value chosen =
                  body.branches(
                      MATRIX,
                      body.operand(1),
                      deep -> deep.output(deep.node("Mul", MATRIX, first, deep.operand(3))),
                      deep -> deep.output(deep.node("Sin", MATRIX, deep.operand(3))));
              body.output(body.node("Add", MATRIX, chosen, body.operand(2)));
            })
        .body("else_branch", body -> body.output(body.node("Identity", MATRIX, body.operand(3))));
  }

  private static CaseBuilder start(String description, boolean condition) {
    return CaseBuilder.onnx("If", description).fed(Array.scalar(DataType.BOOL, condition ? 1 : 0));
  }

  private static Value tanh(BodyGraph body, int operand) {
    return body.node("Tanh", MATRIX, body.operand(operand));
  }
}

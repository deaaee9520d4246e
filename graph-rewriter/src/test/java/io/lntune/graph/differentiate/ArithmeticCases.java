package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.reference.Array;
import java.util.ArrayList;
import java.util.List;

/** Operators of two or more operands with broadcasting. */
final class ArithmeticCases {
  private ArithmeticCases() {}

  static List<CaseBuilder> all() {
    List<CaseBuilder> cases = new ArrayList<>();
    for (String op : List.of("Add", "Sub", "Mul", "Div")) {
      cases.addAll(shapes(op, 0.5));
    }
    for (String op : List.of("Sum", "Mean")) {
      cases.addAll(shapes(op, -2));
      cases.addAll(variadic(op));
    }
    for (String op : List.of("Max", "Min")) {
      cases.addAll(extremum(op));
    }
    cases.addAll(powers());
    cases.addAll(remainders());
    cases.addAll(choices());
    return cases;
  }

  private static List<CaseBuilder> shapes(String op, double low) {
    return List.of(
        onnx(op, "equal shapes").between(low, 2).in(2, 3).in(2, 3),
        onnx(op, "left operand repeated").between(low, 2).in(3, 1).in(2, 3, 4),
        onnx(op, "right operand repeated").between(low, 2).in(2, 3, 4).in(1, 4),
        onnx(op, "both operands repeated").between(low, 2).in(3, 1, 4).in(2, 1),
        onnx(op, "leading axis of size 1").between(low, 2).in(1, 3).in(2, 3),
        onnx(op, "scalar on the left").between(low, 2).in().in(2, 3),
        onnx(op, "scalar on the right").between(low, 2).in(2, 3).in(),
        onnx(op, "two scalars").between(low, 2).in().in(),
        onnx(op, "one element each, ranks 1 and 3").between(low, 2).in(1).in(1, 1, 1),
        onnx(op, "no elements").between(low, 2).in(0, 3).in(3),
        onnx(op, "no elements, operand repeated zero times").between(low, 2).in(2, 0).in(1, 1),
        onnx(op, "one value twice").between(low, 2).in(2, 3).same(0),
        onnx(op, "constant right operand").between(low, 2).in(2, 3).number(1.5),
        onnx(op, "only the right operand wanted").between(low, 2).in(2, 3).in(1, 3).of(1));
  }

  private static List<CaseBuilder> variadic(String op) {
    return List.of(
        onnx(op, "one operand").in(2, 3),
        onnx(op, "three operands").in(2, 3).in(3).in(2, 1),
        onnx(op, "four operands, one of them twice").in(2, 3).in(3).same(0).in(),
        onnx(op, "second of three wanted").in(2, 3).in(3).in(2, 1).of(1));
  }

  private static List<CaseBuilder> extremum(String op) {
    return List.of(
        onnx(op, "equal shapes").distinct(2, 3).in(2, 3),
        onnx(op, "right operand repeated").distinct(2, 3, 4).in(3, 1),
        onnx(op, "both operands repeated").distinct(3, 1, 2).in(2, 1),
        onnx(op, "scalar").distinct(2, 3).in(),
        onnx(op, "no elements").in(0, 3).in(3),
        onnx(op, "one operand").in(2, 3),
        onnx(op, "three operands").distinct(2, 3).in(3).in(2, 1),
        onnx(op, "one value twice").in(2, 3).same(0),
        onnx(op, "constant bound").distinct(2, 3).number(0.2),
        onnx(op, "only the second wanted").distinct(2, 3).in(2, 3).of(1));
  }

  private static List<CaseBuilder> powers() {
    List<CaseBuilder> cases = new ArrayList<>(shapes("Pow", 0.5));
    cases.add(onnx("Pow", "squares of any sign").in(2, 3).number(2));
    cases.add(onnx("Pow", "cubes of any sign").in(2, 3).number(3));
    cases.add(onnx("Pow", "square root").between(0.5, 2).in(2, 3).number(0.5));
    cases.add(onnx("Pow", "inverse").between(0.5, 2).in(2, 3).number(-1));
    cases.add(onnx("Pow", "exponent 0 at base 0").in(new long[] {2}, 0, 1).number(0));
    cases.add(onnx("Pow", "exponent 2 at base 0").in(new long[] {2}, 0, 1).number(2));
    cases.add(
        onnx("Pow", "one-element exponent of higher rank")
            .in(2, 3)
            .constant(Array.of(DataType.DOUBLE, new long[] {1, 1, 1}, 2)));
    cases.add(
        onnx("Pow", "integer exponents of negative bases")
            .in(new long[] {4}, -1.5, -0.5, 0.5, 2)
            .fedLongs(3, 2, 0, -2));
    cases.add(
        onnx("Pow", "whole exponents of negative bases, base wanted")
            .in(new long[] {3}, -1.5, -0.5, 2)
            .in(new long[] {3}, 3, 2, 0)
            .of(0));
    cases.add(
        onnx("Pow", "exponent of base 0")
            .in(new long[] {2}, 0, 2)
            .in(new long[] {2}, 1.5, 2)
            .of(1));
    return cases;
  }

  private static List<CaseBuilder> remainders() {
    return List.of(
        onnx("Mod", "floating-point remainder")
            .set("fmod", 1)
            .in(new long[] {6}, 5.3, -5.3, 5.3, -5.3, 0.4, 7.9)
            .in(new long[] {6}, 2, 2, -2, -2, 3, 1.7),
        onnx("Mod", "divisor repeated").set("fmod", 1).between(3.1, 3.9).in(2, 3).number(1),
        onnx("Mod", "dividend repeated")
            .set("fmod", 1)
            .in(new long[] {1}, 5.3)
            .in(new long[] {2, 2}, 2, 3, 4, 1.5),
        onnx("Mod", "only the divisor wanted")
            .set("fmod", 1)
            .in(new long[] {2}, 5.3, -4.1)
            .in(new long[] {}, 2)
            .of(1),
        onnx("Mod", "no elements").set("fmod", 1).in(0, 3).in(3));
  }

  private static List<CaseBuilder> choices() {
    Array condition = Array.of(DataType.BOOL, new long[] {2, 3}, 1, 0, 0, 1, 1, 0);
    Array column = Array.of(DataType.BOOL, new long[] {2, 1}, 1, 0);
    return List.of(
        onnx("Where", "equal shapes").constant(condition).in(2, 3).in(2, 3),
        onnx("Where", "operands repeated").constant(condition).in(3).in(2, 1),
        onnx("Where", "condition repeated").constant(column).in(2, 3).in(1, 3),
        onnx("Where", "condition larger than both").constant(condition).in().in(1),
        onnx("Where", "one value twice").constant(condition).in(2, 3).same(1),
        onnx("Where", "only the third wanted").constant(condition).in(3).in(2, 3).of(2),
        onnx("Where", "masked constant").constant(condition).in(2, 3).number(-1e4),
        onnx("Where", "no elements")
            .constant(Array.of(DataType.BOOL, new long[] {0, 3}))
            .in(3)
            .in(0, 3));
  }
}

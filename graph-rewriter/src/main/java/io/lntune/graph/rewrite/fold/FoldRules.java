package io.lntune.graph.rewrite.fold;

import io.lntune.graph.ir.Node;
import java.util.HashMap;
import java.util.Map;

/** The standard operators that can be evaluated. */
public final class FoldRules {
  private FoldRules() {}

  /** Rule by operator name. */
  public static Map<String, FoldRule> standard() {
    Map<String, FoldRule> rules = new HashMap<>();
    rules.put("Add", ElementwiseFolds.arithmetic(Long::sum, Double::sum));
    rules.put("Sub", ElementwiseFolds.arithmetic((a, b) -> a - b, (a, b) -> a - b));
    rules.put("Mul", ElementwiseFolds.arithmetic((a, b) -> a * b, (a, b) -> a * b));
    rules.put("Div", ElementwiseFolds.arithmetic(ElementwiseFolds::divide, (a, b) -> a / b));
    rules.put("Mod", ElementwiseFolds::mod);
    rules.put("Min", ElementwiseFolds.arithmetic(Math::min, Math::min));
    rules.put("Max", ElementwiseFolds.arithmetic(Math::max, Math::max));
    rules.put("Equal", ElementwiseFolds.comparison((a, b) -> a == b, (a, b) -> a == b));
    rules.put("Less", ElementwiseFolds.comparison((a, b) -> a < b, (a, b) -> a < b));
    rules.put("LessOrEqual", ElementwiseFolds.comparison((a, b) -> a <= b, (a, b) -> a <= b));
    rules.put("Greater", ElementwiseFolds.comparison((a, b) -> a > b, (a, b) -> a > b));
    rules.put("GreaterOrEqual", ElementwiseFolds.comparison((a, b) -> a >= b, (a, b) -> a >= b));
    rules.put("And", ElementwiseFolds.arithmetic((a, b) -> a & b, ElementwiseFolds.NO_NUMBERS));
    rules.put("Or", ElementwiseFolds.arithmetic((a, b) -> a | b, ElementwiseFolds.NO_NUMBERS));
    rules.put("Not", ElementwiseFolds.unary(a -> 1 - a, ElementwiseFolds.NO_NUMBER));
    rules.put("Neg", ElementwiseFolds.unary(a -> -a, a -> -a));
    rules.put("Abs", ElementwiseFolds.unary(Math::abs, Math::abs));
    rules.put("Floor", ElementwiseFolds.unary(ElementwiseFolds.NO_INTEGER, Math::floor));
    rules.put("Ceil", ElementwiseFolds.unary(ElementwiseFolds.NO_INTEGER, Math::ceil));
    rules.put("Sqrt", ElementwiseFolds.unary(ElementwiseFolds.NO_INTEGER, Math::sqrt));
    rules.put("Reciprocal", ElementwiseFolds.unary(ElementwiseFolds.NO_INTEGER, a -> 1 / a));
    rules.put("Where", ElementwiseFolds::where);
    rules.put("Identity", (node, inputs) -> FoldInputs.required(inputs, 0));
    rules.put("Cast", CreationFolds::cast);
    rules.put("Range", CreationFolds::range);
    rules.put("ConstantOfShape", CreationFolds::constantOfShape);
    rules.put("Expand", CreationFolds::expand);
    rules.put("Reshape", LayoutFolds::reshape);
    rules.put("Squeeze", LayoutFolds::squeeze);
    rules.put("Unsqueeze", LayoutFolds::unsqueeze);
    rules.put("Concat", LayoutFolds::concat);
    rules.put("Gather", LayoutFolds::gather);
    rules.put("Slice", StrideFolds::slice);
    rules.put("Transpose", StrideFolds::transpose);
    rules.put("ReduceProd", ReduceFolds.over((a, b) -> a * b, (a, b) -> a * b, 1));
    rules.put("ReduceSum", ReduceFolds.over(Long::sum, ElementwiseFolds.NO_NUMBERS, 0));
    return Map.copyOf(rules);
  }

  /** The result of a {@code Shape} node whose input has the given sizes. */
  public static SmallArray shape(Node node, long[] sizes) {
    return CreationFolds.shape(node, sizes);
  }
}

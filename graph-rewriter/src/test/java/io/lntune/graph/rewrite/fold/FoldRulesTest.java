package io.lntune.graph.rewrite.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import io.lntune.graph.rewrite.pass.ConstantFolding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every rule against ONNX Runtime on constants of all kinds. */
class FoldRulesTest {
  private static ModelSketch sketch() {
    return ModelSketch.opset(21)
        .longs("i", 5, -7, 0, 9)
        .longs("j", 2, 2, -3, -4)
        .longs("one", 1)
        .longs("two", 2)
        .longs("axis", 0)
        .longs("pair", 2, 2)
        .longs("matrix_shape", 2, -1)
        .longs("zero_copy", 0, 1)
        .longs("end", Long.MAX_VALUE)
        .longs("last", -1)
        .longs("least", Long.MIN_VALUE)
        .longs("ones_back", -1, 0)
        .longs("backwards_end", -9, 1)
        .longs("zero_first", -1, 1)
        .initializer(Tensor.ofLongs("cube", Shape.of(2, 1, 3), 1, 2, 3, 4, 5, 6))
        .initializer(Tensor.ofLongs("column", Shape.of(2, 1), 3, 4))
        .initializer(Tensor.ofLongs("k", Shape.SCALAR, 3))
        .initializer(Tensor.ofLongs("m", Shape.SCALAR, -2))
        .initializer(Tensor.ofLongs("p", Shape.SCALAR, 11))
        .initializer(
            TensorElements.encode("t", DataType.BOOL, Shape.of(4), new double[] {1, 0, 0, 1}))
        .initializer(
            TensorElements.encode("u", DataType.BOOL, Shape.of(4), new double[] {1, 1, 0, 0}))
        .initializer(
            TensorElements.encode(
                "n", DataType.INT32, Shape.of(2), new double[] {2_000_000_000, -2_000_000_000}))
        .scalar("f", 2.7f)
        .scalar("g", -0.3f)
        .node("Constant", "h", "", "value_floats", new float[] {1.5f, 0.1f, 7f});
  }

  private static ModelSketch everything() {
    return sketch()
        .node("Add", "o1", "i j")
        .node("Sub", "o2", "i k")
        .node("Mul", "o3", "column pair")
        .node("Div", "o4", "i j")
        .node("Div", "o5", "f g")
        .node("Mod", "o6", "i j")
        .node("Min", "o7", "i j")
        .node("Max", "o8", "f g")
        .node("Equal", "o9", "i j")
        .node("Less", "o10", "f g")
        .node("LessOrEqual", "o11", "i j")
        .node("Greater", "o12", "i j")
        .node("GreaterOrEqual", "o13", "f g")
        .node("And", "o14", "t u")
        .node("Or", "o15", "t u")
        .node("Not", "o16", "t")
        .node("Neg", "o17", "i")
        .node("Abs", "o18", "g")
        .node("Floor", "o19", "g")
        .node("Ceil", "o20", "f")
        .node("Sqrt", "o21", "f")
        .node("Reciprocal", "o22", "g")
        .node("Where", "o23", "t i k")
        .node("Identity", "o24", "i")
        .node("Cast", "o25", "f", "to", DataType.INT64.code())
        .node("Cast", "o26", "i", "to", DataType.FLOAT.code())
        .node("Cast", "o27", "i", "to", DataType.BOOL.code())
        .node("Cast", "o28", "g", "to", DataType.FLOAT16.code())
        .node("Range", "o29", "k p k")
        .node("Range", "o30", "p k m")
        .node("Range", "o31", "p k k")
        .node("ConstantOfShape", "o32", "pair")
        .node("ConstantOfShape", "o33", "pair", "value", Tensor.ofLongs("v", Shape.of(1), 7))
        .node("Expand", "o34", "column pair")
        .node("Reshape", "o35", "i matrix_shape")
        .node("Reshape", "o36", "column zero_copy")
        .node("Squeeze", "o37", "column")
        .node("Squeeze", "o38", "one axis")
        .node("Unsqueeze", "o39", "i pair_of_axes")
        .node("Concat", "o40", "i pair j", "axis", 0)
        .node("Concat", "o41", "column column", "axis", -1)
        .node("Gather", "o42", "i pair")
        .node("Gather", "o43", "column last", "axis", 1)
        .node("Gather", "o44", "i m")
        .node("Slice", "o45", "i one end axis two")
        .node("Slice", "o46", "h axis last")
        .node("Slice", "o47", "i two one")
        .node("ReduceProd", "o48", "i", "keepdims", 0)
        .node("ReduceSum", "o49", "i axis")
        .node("Add", "o50", "n n")
        .node("Mul", "o51", "h f")
        .node("Where", "o52", "t f g")
        .node("Slice", "o53", "o35 last least axis last")
        .node("Slice", "o54", "o35 ones_back backwards_end pair_of_axes zero_first")
        .node("Slice", "o55", "o35 pair matrix_shape")
        .node("Transpose", "o56", "o35")
        .node("Transpose", "o57", "cube", "perm", new long[] {1, 2, 0});
  }

  @Test
  void agreesWithOnnxRuntime() {
    ModelSketch sketch = everything();
    sketch.longs("pair_of_axes", 0, -1);
    StringBuilder outputs = new StringBuilder("o1");
    for (int i = 2; i <= 57; i++) {
      outputs.append(" o").append(i);
    }
    Model model = sketch.outputs(outputs.toString()).model();
    Map<String, Tensor> before = RuntimeOutputs.of(model, Map.of());
    assertTrue(new ConstantFolding(false).run(model));
    assertEquals(List.of(), model.graph().nodes());
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, Map.of()), 0);
  }

  @Test
  void everyRuleIsExercised() {
    Set<String> exercised = new TreeSet<>();
    for (Node node : everything().graph().nodes()) {
      exercised.add(node.op().type());
    }
    exercised.remove("Constant");
    assertEquals(new TreeSet<>(FoldRules.standard().keySet()), exercised);
  }
}

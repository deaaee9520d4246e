package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.onnx;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.reference.Array;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the rules answer where no derivative exists: at kinks, ties and the ends of domains. */
class GradientConventionsTest {
  /** Every expected number is exact or a third. */
  private static final double TOLERANCE = 1e-7;

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  static List<Arguments> kinks() {
    return List.of(
        at(vector("Relu", -1, 0, 1), 0, 0, 1),
        at(vector("Abs", -2, 0, 3), -1, 0, 1),
        at(vector("LeakyRelu", 0, 1).set("alpha", 0.5), 0.5, 1),
        at(vector("ThresholdedRelu", 0.5, 1, 1.5), 0, 0, 1),
        at(vector("Shrink", -0.5, 0, 0.5, 0.75), 0, 0, 0, 1),
        at(vector("HardSigmoid", -3, -2, 2, 3).set("alpha", 0.25), 0, 0, 0, 0),
        at(vector("HardSwish", -4, -3, 0, 3, 4), 0, 0, 0.5, 1, 1),
        at(vector("Elu", 0, 1).set("alpha", 0.5), 0.5, 1),
        at(vector("Celu", 0, 1).set("alpha", 0.5), 1, 1),
        at(vector("Softsign", -1, 0, 1), 0.25, 1, 0.25),
        at(vector("Clip", -2, -1, 0, 1, 2).number(-1).number(1), 0, 1, 1, 1, 0),
        at(vector("Sqrt", 0, 4), INFINITY, 0.25),
        at(vector("PRelu", -1, 0, 1).number(0.25), 0.25, 0.25, 1),
        at(vector("Pow", 0, 0).in(new long[] {2}, 0, 1).of(0), 0, 1),
        at(vector("Pow", 0, 0, 1).in(new long[] {3}, 0, 2, 5).of(1), 0, 0, 0));
  }

  static List<Arguments> ties() {
    return List.of(
        at(vector("Max", 1, 2, 3).in(new long[] {3}, 1, 3, 2).of(0), 0.5, 0, 1),
        at(vector("Min", 1, 2, 3).in(new long[] {3}, 1, 3, 2).of(1), 0.5, 0, 1),
        at(vector("Max", 1).in(new long[] {}, 1).in(new long[] {1}, 1).of(0), 1 / 3.0),
        at(vector("Max", 1, 1).in(new long[] {}, 1).of(1), 1),
        at(vector("ReduceMax", 3, 1, 3, 3).longs(0), 1 / 3.0, 0, 1 / 3.0, 1 / 3.0),
        at(vector("ReduceMin", 3, 1, 1).set("keepdims", 0).longs(0), 0, 0.5, 0.5),
        at(vector("ReduceL2", 0, 0).longs(0), 0, 0),
        at(vector("ReduceL1", -2, 0).longs(0), -1, 0),
        at(vector("ReduceProd", 0, 0, 3).longs(0), 0, 0, 0),
        at(vector("ReduceProd", 0, 2, 3).longs(0), 6, 0, 0),
        at(
            vector("ScatterElements", 1, 2)
                .set("reduction", "max")
                .fedLongs(0, 0, 1)
                .in(new long[] {3}, 1, 1, 0)
                .of(0),
            1 / 3.0,
            1),
        at(
            vector("ScatterElements", 1, 2)
                .set("reduction", "min")
                .fedLongs(0, 0, 1)
                .in(new long[] {3}, 1, 1, 0)
                .of(2),
            1 / 3.0,
            1 / 3.0,
            1),
        at(vector("TopK", 5, 5, 1).longs(1).outputs(2), 1, 0, 0),
        at(image("GlobalMaxPool", 7, 7, 1, 7), 1 / 3.0, 1 / 3.0, 0, 1 / 3.0),
        at(image("MaxPool", 7, 7, 1, 7).setInts("kernel_shape", 4), 1, 0, 0, 0),
        at(image("MaxPool", 2, 2, 2).setInts("kernel_shape", 2), 1, 1, 0));
  }

  @ParameterizedTest
  @MethodSource({"kinks", "ties"})
  void isAsDocumented(CaseBuilder subject, double[] expected) {
    GradientCase node = subject.build();
    int input = node.active().iterator().next();
    for (OperatorTarget target : OperatorTarget.values()) {
      BackwardGraph exact =
          new BackwardGraph(node, node.exactType(), ShapeKnowledge.STATIC, target);
      Array gradient = exact.withUpstreamOnes().evaluate().get(input);
      assertArrayEquals(expected, gradient.data(), TOLERANCE, node + ": " + gradient);
      BackwardGraph runnable =
          new BackwardGraph(node, DataType.FLOAT, ShapeKnowledge.STATIC, target);
      Array found = runnable.withUpstreamOnes().run().get(input);
      assertArrayEquals(expected, found.data(), TOLERANCE, node + ": " + found);
    }
  }

  private static Arguments at(CaseBuilder subject, double... expected) {
    return Arguments.of(subject, expected);
  }

  private static CaseBuilder vector(String op, double... elements) {
    return onnx(op, "at a kink").in(new long[] {elements.length}, elements);
  }

  /** One channel of one image in one axis. */
  private static CaseBuilder image(String op, double... elements) {
    return onnx(op, "with ties").in(new long[] {1, 1, elements.length}, elements);
  }
}

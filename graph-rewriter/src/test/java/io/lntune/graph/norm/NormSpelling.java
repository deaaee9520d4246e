package io.lntune.graph.norm;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.ArrayList;
import java.util.List;

/**
 * One way to spell out a norm of x [2, 3, 4] over its last axis, with scale and (when centred) bias
 * [4].
 *
 * @param centred LayerNorm, else RMSNorm
 * @param product square as c c, else as c^2
 * @param division how the root divides
 * @param axesInput reduction axes as an input (opset 18), else as an attribute (opset 17)
 * @param scaleFirst scale and bias as the left operand, else as the right one
 * @param casts x and the normalised value pass through a Cast
 * @param meanTwice x - mean(x) is computed once for the variance and once for the result
 */
record NormSpelling(
    boolean centred,
    boolean product,
    Division division,
    boolean axesInput,
    boolean scaleFirst,
    boolean casts,
    boolean meanTwice) {
  static final String SCALE = "norm.weight";
  static final String BIAS = "norm.bias";
  static final float EPSILON = 1e-3f;

  /** How the root divides. */
  enum Division {
    DIV,
    RECIPROCAL,
    ONE_OVER,
    POWER
  }

  /** Every combination. */
  static List<NormSpelling> all() {
    List<NormSpelling> spellings = new ArrayList<>();
    for (Division division : Division.values()) {
      for (int bits = 0; bits < 64; bits++) {
        spellings.add(
            new NormSpelling(
                bit(bits, 0),
                bit(bits, 1),
                division,
                bit(bits, 2),
                bit(bits, 3),
                bit(bits, 4),
                bit(bits, 5)));
      }
    }
    return spellings;
  }

  private static boolean bit(int bits, int index) {
    return (bits >> index & 1) == 1;
  }

  /** The model; its only output is the norm's result. */
  Model model() {
    ModelSketch sketch =
        ModelSketch.opset(axesInput ? 18 : 17)
            .input("x", DataType.FLOAT, 2, 3, 4)
            .floats(SCALE, new long[] {4}, 0.5f, 1.5f, -2, 3)
            .floats(BIAS, new long[] {4}, 1, -1, 0.25f, 2)
            .scalar("two", 2)
            .scalar("one", 1)
            .scalar("minus_half", -0.5f)
            .scalar("epsilon", EPSILON)
            .longs("axes", -1);
    String input = "x";
    if (casts) {
      sketch.node("Cast", "wide", "x", "to", DataType.FLOAT.code());
      input = "wide";
    }
    String squared = centred ? centre(sketch, input, "") : input;
    String divided = centred && meanTwice ? centre(sketch, input, "_again") : squared;
    if (product) {
      sketch.node("Mul", "square", squared + " " + squared);
    } else {
      sketch.node("Pow", "square", squared + " two");
    }
    mean(sketch, "variance", "square");
    sketch.node("Add", "shifted", "variance epsilon");
    divide(sketch, divided);
    String normalised = "normalised";
    if (casts) {
      sketch.node("Cast", "narrow", normalised, "to", DataType.FLOAT.code());
      normalised = "narrow";
    }
    sketch.node("Mul", "scaled", pair(normalised, SCALE));
    if (centred) {
      sketch.node("Add", "result", pair("scaled", BIAS));
    }
    return sketch.outputs(centred ? "result" : "scaled").model();
  }

  private String centre(ModelSketch sketch, String input, String suffix) {
    mean(sketch, "mean" + suffix, input);
    sketch.node("Sub", "centred" + suffix, input + " mean" + suffix);
    return "centred" + suffix;
  }

  private void mean(ModelSketch sketch, String output, String input) {
    if (axesInput) {
      sketch.node("ReduceMean", output, input + " axes");
    } else {
      sketch.node("ReduceMean", output, input, "axes", new long[] {-1});
    }
  }

  private void divide(ModelSketch sketch, String numerator) {
    if (division == Division.POWER) {
      sketch.node("Pow", "inverse", "shifted minus_half");
      sketch.node("Mul", "normalised", numerator + " inverse");
      return;
    }
    sketch.node("Sqrt", "root", "shifted");
    switch (division) {
      case RECIPROCAL -> sketch.node("Reciprocal", "inverse", "root");
      case ONE_OVER -> sketch.node("Div", "inverse", "one root");
      default -> sketch.node("Div", "normalised", numerator + " root");
    }
    if (division != Division.DIV) {
      sketch.node("Mul", "normalised", "inverse " + numerator);
    }
  }

  private String pair(String value, String parameter) {
    return scaleFirst ? parameter + " " + value : value + " " + parameter;
  }
}

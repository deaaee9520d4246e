package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import java.util.ArrayList;
import java.util.List;

/** Transposed convolutions in one, two and three axes. */
final class TransposedConvolutionCases {
  private TransposedConvolutionCases() {}

  static List<CaseBuilder> all() {
    List<CaseBuilder> cases = new ArrayList<>(plain());
    cases.addAll(grouped());
    cases.forEach(subject -> subject.needs(ShapeKnowledge.RANK));
    return cases;
  }

  private static CaseBuilder transposed(String description) {
    return onnx("ConvTranspose", description);
  }

  private static List<CaseBuilder> plain() {
    return List.of(
        transposed("two axes").in(2, 3, 4, 3).in(3, 4, 3, 2).in(4),
        transposed("no bias").in(1, 2, 3, 3).in(2, 3, 2, 2),
        transposed("doubling").setInts("strides", 2, 2).in(2, 2, 3, 2).in(2, 3, 2, 2).in(3),
        transposed("strides beyond the kernel")
            .setInts("strides", 3, 2)
            .in(1, 2, 3, 2)
            .in(2, 2, 2, 1),
        transposed("pads").setInts("pads", 1, 0, 1, 1).in(2, 2, 4, 3).in(2, 2, 3, 3).in(2),
        transposed("strides and output padding")
            .setInts("strides", 2, 3)
            .setInts("output_padding", 1, 2)
            .setInts("pads", 1, 1, 1, 1)
            .in(1, 2, 3, 3)
            .in(2, 2, 3, 3)
            .in(2),
        transposed("dilations").setInts("dilations", 2, 1).in(1, 2, 3, 4).in(2, 2, 2, 3),
        transposed("one axis")
            .setInts("strides", 2)
            .setInts("pads", 1, 1)
            .in(2, 3, 4)
            .in(3, 2, 4)
            .in(2),
        transposed("three axes").in(1, 2, 2, 3, 2).in(2, 2, 2, 2, 2).in(2),
        transposed("auto_pad VALID").set("auto_pad", "VALID").in(1, 1, 3, 3).in(1, 2, 2, 2));
  }

  private static List<CaseBuilder> grouped() {
    return List.of(
        transposed("groups").set("group", 2).in(2, 4, 3, 3).in(4, 3, 2, 2).in(6),
        transposed("groups, strides and dilations")
            .set("group", 2)
            .setInts("strides", 2, 1)
            .setInts("dilations", 1, 2)
            .in(1, 4, 3, 3)
            .in(4, 2, 3, 2),
        transposed("one group per channel").set("group", 3).in(2, 3, 3, 3).in(3, 1, 2, 2).in(3),
        transposed("only the weight wanted").in(2, 2, 3, 3).in(2, 3, 2, 2).in(3).of(1),
        transposed("only the bias wanted").in(2, 2, 3, 3).in(2, 3, 2, 2).in(3).of(2));
  }
}

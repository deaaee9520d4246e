package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import java.util.List;
import java.util.stream.Stream;

/** Convolutions in one, two and three axes. */
final class ConvolutionCases {
  private ConvolutionCases() {}

  static List<CaseBuilder> all() {
    List<CaseBuilder> anyShape =
        List.of(
            onnx("Conv", "two axes, no pads").in(2, 3, 5, 4).in(4, 3, 3, 2).in(4),
            onnx("Conv", "no bias").in(1, 2, 4, 4).in(3, 2, 3, 3),
            onnx("Conv", "pads").setInts("pads", 1, 0, 2, 1).in(2, 2, 4, 5).in(3, 2, 3, 3).in(3),
            onnx("Conv", "strides with a rest")
                .setInts("strides", 2, 3)
                .in(1, 2, 6, 8)
                .in(3, 2, 3, 2)
                .in(3),
            onnx("Conv", "strides and pads")
                .setInts("strides", 2, 2)
                .setInts("pads", 1, 1, 1, 1)
                .in(2, 1, 5, 6)
                .in(2, 1, 3, 3)
                .in(2),
            onnx("Conv", "dilations").setInts("dilations", 2, 1).in(1, 2, 6, 5).in(2, 2, 3, 2),
            onnx("Conv", "strides, dilations and pads")
                .setInts("strides", 2, 1)
                .setInts("dilations", 2, 2)
                .setInts("pads", 2, 1, 1, 2)
                .in(1, 2, 7, 6)
                .in(2, 2, 2, 3)
                .in(2),
            onnx("Conv", "groups").set("group", 2).in(2, 4, 4, 4).in(6, 2, 3, 3).in(6),
            onnx("Conv", "one group per channel")
                .set("group", 3)
                .setInts("pads", 1, 1, 1, 1)
                .in(2, 3, 4, 4)
                .in(3, 1, 3, 3)
                .in(3),
            onnx("Conv", "groups with strides and dilations")
                .set("group", 2)
                .setInts("strides", 2, 2)
                .setInts("dilations", 1, 2)
                .in(1, 4, 6, 7)
                .in(4, 2, 2, 2),
            onnx("Conv", "one axis").setInts("pads", 1, 1).in(2, 2, 6).in(3, 2, 3).in(3),
            onnx("Conv", "one axis, groups").set("group", 2).in(2, 4, 5).in(2, 2, 3),
            onnx("Conv", "three axes").in(1, 2, 3, 4, 3).in(2, 2, 2, 2, 2).in(2),
            onnx("Conv", "patches")
                .setInts("strides", 2, 2)
                .setInts("kernel_shape", 2, 2)
                .in(2, 3, 4, 4)
                .in(5, 3, 2, 2)
                .in(5),
            onnx("Conv", "1 x 1 kernel").in(2, 3, 4, 4).in(2, 3, 1, 1),
            onnx("Conv", "1 x 1 kernel with strides")
                .setInts("strides", 3, 2)
                .in(1, 2, 5, 4)
                .in(2, 2, 1, 1),
            onnx("Conv", "auto_pad VALID").set("auto_pad", "VALID").in(1, 1, 5, 5).in(2, 1, 3, 3),
            onnx("Conv", "only the weight wanted").in(2, 2, 4, 4).in(3, 2, 3, 3).in(3).of(1),
            onnx("Conv", "only the bias wanted").in(2, 2, 4, 4).in(3, 2, 3, 3).in(3).of(2));
    List<CaseBuilder> knownKernel =
        List.of(
            onnx("Conv", "auto_pad SAME_UPPER")
                .set("auto_pad", "SAME_UPPER")
                .setInts("kernel_shape", 2, 3)
                .in(1, 2, 4, 5)
                .in(2, 2, 2, 3)
                .in(2),
            onnx("Conv", "auto_pad SAME_LOWER")
                .set("auto_pad", "SAME_LOWER")
                .setInts("kernel_shape", 2, 3)
                .in(1, 2, 4, 5)
                .in(2, 2, 2, 3)
                .in(2));
    List<CaseBuilder> knownSizes =
        List.of(
            onnx("Conv", "auto_pad SAME_UPPER with strides")
                .set("auto_pad", "SAME_UPPER")
                .setInts("strides", 2, 3)
                .in(1, 2, 5, 7)
                .in(2, 2, 3, 2)
                .in(2),
            onnx("Conv", "auto_pad SAME_LOWER with strides")
                .set("auto_pad", "SAME_LOWER")
                .setInts("strides", 2, 1)
                .in(1, 2, 5, 6)
                .in(2, 2, 3, 2));
    anyShape.forEach(subject -> subject.needs(ShapeKnowledge.RANK));
    knownKernel.forEach(subject -> subject.needs(ShapeKnowledge.RANK));
    knownSizes.forEach(subject -> subject.needs(ShapeKnowledge.STATIC));
    return Stream.of(anyShape, knownKernel, knownSizes).flatMap(List::stream).toList();
  }
}

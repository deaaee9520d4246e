package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import java.util.ArrayList;
import java.util.List;

/** Pooling over windows and over everything. */
final class PoolingCases {
  private PoolingCases() {}

  static List<CaseBuilder> all() {
    List<CaseBuilder> cases = new ArrayList<>(averages());
    cases.addAll(global());
    cases.addAll(powers());
    cases.forEach(subject -> subject.needs(ShapeKnowledge.RANK));
    cases.addAll(maxima());
    cases.add(
        average("auto_pad SAME_UPPER with strides", 3, 2)
            .set("auto_pad", "SAME_UPPER")
            .setInts("strides", 2, 2)
            .in(1, 2, 5, 6)
            .needs(ShapeKnowledge.STATIC));
    cases.add(
        average("auto_pad SAME_LOWER, pads counted", 2, 2)
            .set("auto_pad", "SAME_LOWER")
            .set("count_include_pad", 1)
            .setInts("strides", 2, 1)
            .in(1, 2, 5, 4)
            .needs(ShapeKnowledge.STATIC));
    return cases;
  }

  private static CaseBuilder average(String description, long... kernel) {
    return onnx("AveragePool", description).setInts("kernel_shape", kernel);
  }

  private static CaseBuilder max(String description, long... kernel) {
    return onnx("MaxPool", description).setInts("kernel_shape", kernel);
  }

  private static List<CaseBuilder> averages() {
    return List.of(
        average("overlapping windows", 2, 3).in(2, 3, 4, 5),
        average("tiles", 2, 2).setInts("strides", 2, 2).in(2, 2, 4, 4),
        average("strides with a rest", 2, 2).setInts("strides", 3, 2).in(1, 2, 6, 7),
        average("pads not counted", 3, 3).setInts("pads", 1, 1, 1, 1).in(1, 2, 4, 4),
        average("pads counted", 3, 3)
            .set("count_include_pad", 1)
            .setInts("pads", 1, 0, 1, 2)
            .in(1, 2, 4, 4),
        average("last window cut", 2, 2)
            .set("ceil_mode", 1)
            .setInts("strides", 2, 2)
            .in(1, 2, 5, 5),
        average("last window cut, pads not counted", 3, 3)
            .set("ceil_mode", 1)
            .setInts("strides", 2, 2)
            .setInts("pads", 1, 1, 1, 1)
            .in(1, 1, 6, 6),
        average("last window cut, pads counted", 3, 3)
            .set("ceil_mode", 1)
            .set("count_include_pad", 1)
            .setInts("strides", 2, 2)
            .setInts("pads", 1, 1, 1, 1)
            .in(1, 1, 6, 6),
        average("dilations", 2, 2).setInts("dilations", 2, 1).in(1, 2, 5, 4),
        average("auto_pad SAME_UPPER", 2, 3).set("auto_pad", "SAME_UPPER").in(1, 2, 4, 5),
        average("one axis", 3).setInts("strides", 2).in(2, 2, 7),
        average("three axes", 2, 1, 2).in(1, 2, 3, 2, 3));
  }

  private static List<CaseBuilder> maxima() {
    return List.of(
        max("overlapping windows", 2, 3).distinct(2, 2, 4, 4),
        max("tiles, indices asked for", 2, 2)
            .setInts("strides", 2, 2)
            .distinct(2, 2, 4, 4)
            .outputs(2),
        max("pads", 3, 3).setInts("pads", 1, 1, 1, 1).setInts("strides", 2, 2).distinct(1, 2, 5, 5),
        max("last window cut", 2, 2)
            .set("ceil_mode", 1)
            .setInts("strides", 2, 2)
            .distinct(1, 2, 5, 5),
        max("dilations", 2, 2).setInts("dilations", 2, 2).distinct(1, 2, 5, 4),
        max("auto_pad SAME_UPPER", 2, 2)
            .set("auto_pad", "SAME_UPPER")
            .setInts("strides", 2, 2)
            .distinct(1, 2, 5, 4),
        max("one axis", 3).distinct(2, 2, 6),
        max("three axes", 2, 2, 2).distinct(1, 2, 3, 3, 2));
  }

  private static List<CaseBuilder> global() {
    return List.of(
        onnx("GlobalAveragePool", "two axes").in(2, 3, 2, 4),
        onnx("GlobalAveragePool", "one axis").in(2, 3, 5),
        onnx("GlobalAveragePool", "empty batch").in(0, 3, 2, 2),
        onnx("GlobalMaxPool", "two axes").distinct(2, 3, 2, 4),
        onnx("GlobalMaxPool", "one axis").distinct(2, 3, 5));
  }

  private static CaseBuilder power(String description, long p, long... kernel) {
    return onnx("LpPool", description).set("p", p).setInts("kernel_shape", kernel);
  }

  private static List<CaseBuilder> powers() {
    return List.of(
        power("Euclidean", 2, 2, 2).in(2, 2, 4, 3),
        power("sums of magnitudes", 1, 2, 2).setInts("strides", 2, 2).in(1, 2, 4, 4),
        power("cubes with pads", 3, 3, 2).setInts("pads", 1, 0, 1, 1).in(1, 2, 4, 4),
        power("one axis, strides with a rest", 2, 2).setInts("strides", 3).in(2, 1, 7),
        onnx("GlobalLpPool", "Euclidean").in(2, 2, 3, 2),
        onnx("GlobalLpPool", "sums of magnitudes").set("p", 1).in(2, 2, 3),
        onnx("GlobalLpPool", "cubes").set("p", 3).in(1, 2, 2, 3));
  }
}

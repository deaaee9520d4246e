package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.reference.Array;
import java.util.ArrayList;
import java.util.List;

/** Interpolation in every mode and coordinate transformation. */
final class ResizeCases {
  private static final List<String> COORDINATES =
      List.of(
          "half_pixel",
          "half_pixel_symmetric",
          "pytorch_half_pixel",
          "align_corners",
          "asymmetric");

  private ResizeCases() {}

  static List<CaseBuilder> all() {
    List<CaseBuilder> cases = new ArrayList<>();
    for (String mode : List.of("nearest", "linear", "cubic")) {
      for (String coordinates : COORDINATES) {
        cases.add(
            resize(mode, coordinates, "larger by sizes")
                .in(1, 2, 3, 4)
                .gap()
                .gap()
                .longs(1, 2, 5, 8));
      }
      cases.add(
          resize(mode, "half_pixel", "smaller by sizes")
              .in(1, 2, 5, 6)
              .gap()
              .gap()
              .longs(1, 2, 3, 4));
      cases.add(
          resize(mode, "half_pixel", "by constant scales")
              .in(2, 1, 4, 3)
              .gap()
              .typedConstant(scales(1, 1, 1.5, 2)));
      cases.add(
          resize(mode, "asymmetric", "larger and smaller")
              .in(1, 2, 4, 3)
              .gap()
              .typedConstant(scales(1, 1, 2, 0.7)));
    }
    cases.addAll(variants());
    cases.forEach(subject -> subject.needs(ShapeKnowledge.RANK));
    for (String mode : List.of("nearest", "linear", "cubic")) {
      // ONNX Runtime wants to know how many sizes there are.
      cases.add(
          resize(mode, "half_pixel", "sizes fed")
              .in(1, 2, 3, 4)
              .gap()
              .gap()
              .fedLongs(1, 2, 6, 8)
              .needs(ShapeKnowledge.SYMBOLIC));
    }
    return cases;
  }

  private static List<CaseBuilder> variants() {
    return List.of(
        resize("nearest", "asymmetric", "floor")
            .set("nearest_mode", "floor")
            .in(1, 1, 3, 4)
            .gap()
            .typedConstant(scales(1, 1, 2, 3)),
        resize("nearest", "half_pixel", "ceil")
            .set("nearest_mode", "ceil")
            .in(1, 1, 3, 4)
            .gap()
            .gap()
            .longs(1, 1, 5, 3),
        resize("cubic", "half_pixel", "coefficient")
            .set("cubic_coeff_a", -0.5)
            .in(1, 1, 4, 4)
            .gap()
            .gap()
            .longs(1, 1, 6, 7),
        resize("linear", "half_pixel", "some axes")
            .setInts("axes", 2, 3)
            .in(2, 1, 3, 4)
            .gap()
            .gap()
            .longs(6, 5),
        resize("linear", "half_pixel", "negative axis by scale")
            .setInts("axes", -1)
            .in(1, 2, 3, 4)
            .gap()
            .typedConstant(scales(2)),
        resize("linear", "half_pixel", "empty scales beside sizes")
            .in(1, 1, 3, 3)
            .gap()
            .typedConstant(scales())
            .longs(1, 1, 6, 6),
        resize("linear", "align_corners", "one axis").in(1, 2, 4).gap().gap().longs(1, 2, 7),
        resize("nearest", "asymmetric", "three axes")
            .set("nearest_mode", "floor")
            .in(1, 1, 2, 3, 2)
            .gap()
            .typedConstant(scales(1, 1, 2, 2, 2)),
        resize("linear", "half_pixel", "scales fed")
            .in(1, 2, 3, 4)
            .gap()
            .in(new long[] {4}, 1, 1, 2, 1.5)
            .of(0)
            .notInHalfPrecision("scales are float32"),
        resize("nearest", "half_pixel", "nothing changes")
            .in(1, 2, 3, 3)
            .gap()
            .gap()
            .longs(1, 2, 3, 3));
  }

  private static CaseBuilder resize(String mode, String coordinates, String description) {
    return onnx("Resize", mode + " " + coordinates + ", " + description)
        .set("mode", mode)
        .set("coordinate_transformation_mode", coordinates);
  }

  /** Scales are float32 whatever the type of the operand. */
  private static Array scales(double... scales) {
    return Array.of(DataType.FLOAT, new long[] {scales.length}, scales);
  }
}

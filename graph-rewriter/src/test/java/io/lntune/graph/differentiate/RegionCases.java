package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import io.lntune.graph.reference.Array;
import java.util.ArrayList;
import java.util.List;

/** RoiAlign: regions inside, across and beyond the edges of several images. */
final class RegionCases {
  private static final double[] CORNERS = {1, 2, 9, 11, -6, -3, 3, 5, 6, 4, 16, 4.5};

  private RegionCases() {}

  static List<CaseBuilder> all() {
    List<CaseBuilder> cases = new ArrayList<>();
    for (String coordinates : List.of("half_pixel", "output_half_pixel")) {
      for (int ratio = 0; ratio <= 2; ratio++) {
        String samples = ratio == 0 ? "samples by size" : ratio + " samples";
        cases.add(
            onnx("RoiAlign", coordinates + ", " + samples)
                .set("coordinate_transformation_mode", coordinates)
                .set("sampling_ratio", ratio)
                .set("output_height", 3)
                .set("output_width", 2)
                .set("spatial_scale", 0.5)
                .in(2, 2, 6, 7)
                .in(new long[] {3, 4}, CORNERS)
                .fedLongs(1, 0, 1));
      }
    }
    cases.add(
        onnx("RoiAlign", "one cell by default")
            .in(1, 3, 4, 4)
            .in(new long[] {1, 4}, 0.5, 1, 2.8, 3.1)
            .fedLongs(0));
    cases.add(
        onnx("RoiAlign", "no region")
            .in(1, 2, 4, 4)
            .in(new long[] {0, 4})
            .fed(Array.longs(new long[] {0})));
    cases.forEach(one -> one.of(0));
    return cases;
  }
}

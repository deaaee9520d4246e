package io.lntune.graph.reference;

import static io.lntune.graph.reference.SingleNode.onnx;

import java.util.ArrayList;
import java.util.List;

/** Cases of convolution, pooling and resizing. */
final class SpatialCases {
  private SpatialCases() {}

  static List<SingleNode> all() {
    List<SingleNode> cases = new ArrayList<>();
    convolutions(cases);
    transposed(cases);
    pools(cases);
    resizes(cases);
    regions(cases);
    return cases;
  }

  private static void convolutions(List<SingleNode> cases) {
    cases.add(onnx("Conv").in(2, 3, 7).in(4, 3, 3).in(4));
    cases.add(
        onnx("Conv")
            .in(2, 4, 7, 6)
            .in(6, 2, 3, 2)
            .in(6)
            .set("group", 2)
            .setInts("strides", 2, 1)
            .setInts("dilations", 1, 2)
            .setInts("pads", 1, 0, 2, 1));
    cases.add(onnx("Conv").in(1, 2, 4, 5, 4).in(3, 2, 2, 3, 2).setInts("pads", 1, 1, 0, 0, 1, 1));
    for (String pad : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
      cases.add(
          onnx("Conv").in(1, 2, 7, 6).in(3, 2, 4, 3).setInts("strides", 2, 2).set("auto_pad", pad));
    }
    cases.add(onnx("Conv").in(1, 4, 6, 6).in(4, 1, 3, 3).set("group", 4));
  }

  private static void transposed(List<SingleNode> cases) {
    cases.add(onnx("ConvTranspose").in(2, 3, 5).in(3, 4, 3).in(4));
    cases.add(
        onnx("ConvTranspose")
            .in(2, 4, 4, 5)
            .in(4, 3, 3, 2)
            .in(6)
            .set("group", 2)
            .setInts("strides", 3, 2)
            .setInts("dilations", 1, 2)
            .setInts("pads", 1, 0, 2, 1)
            .setInts("output_padding", 2, 1));
    cases.add(
        onnx("ConvTranspose").in(1, 2, 3, 3, 2).in(2, 2, 2, 2, 2).setInts("strides", 2, 1, 2));
    for (String pad : List.of("SAME_UPPER", "SAME_LOWER")) {
      cases.add(
          onnx("ConvTranspose")
              .in(1, 2, 4, 4)
              .in(2, 2, 3, 3)
              .setInts("strides", 2, 2)
              .set("auto_pad", pad));
    }
    cases.add(
        onnx("ConvTranspose")
            .in(1, 2, 4, 4)
            .in(2, 2, 3, 3)
            .setInts("strides", 2, 2)
            .setInts("output_shape", 8, 8));
  }

  private static void pools(List<SingleNode> cases) {
    for (String type : List.of("AveragePool", "MaxPool", "LpPool")) {
      cases.add(onnx(type).in(2, 3, 9).setInts("kernel_shape", 3).setInts("strides", 2));
      cases.add(pool(type).set("ceil_mode", 1));
      cases.add(pool(type));
      cases.add(
          onnx(type)
              .in(1, 2, 7, 8)
              .setInts("kernel_shape", 2, 3)
              .setInts("dilations", 2, 2)
              .setInts("strides", 1, 2));
      cases.add(
          onnx(type)
              .in(1, 2, 7, 8)
              .setInts("kernel_shape", 3, 2)
              .setInts("strides", 2, 2)
              .set("auto_pad", "SAME_UPPER"));
      cases.add(onnx(type).in(1, 2, 4, 4, 4).setInts("kernel_shape", 2, 2, 2));
    }
    cases.add(pool("AveragePool").set("count_include_pad", 1));
    cases.add(pool("AveragePool").set("count_include_pad", 1).set("ceil_mode", 1));
    cases.add(pool("MaxPool").outputs(2));
    cases.add(pool("LpPool").set("p", 3));
    for (String type : List.of("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool")) {
      cases.add(onnx(type).in(2, 3, 4, 5));
    }
    cases.add(onnx("GlobalLpPool").in(2, 3, 4).set("p", 3));
  }

  private static SingleNode pool(String type) {
    return onnx(type)
        .in(2, 2, 7, 8)
        .setInts("kernel_shape", 3, 2)
        .setInts("strides", 2, 3)
        .setInts("pads", 1, 0, 1, 1);
  }

  private static void resizes(List<SingleNode> cases) {
    for (String coordinates :
        List.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")) {
      for (String mode : List.of("nearest", "linear", "cubic")) {
        cases.add(resize(mode, coordinates).in(1, 2, 4, 5).gap().floats(1, 1, 2, 1.6).gap());
        cases.add(resize(mode, coordinates).in(1, 2, 6, 7).gap().gap().longs(1, 2, 3, 4));
      }
    }
    for (String rounding : List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")) {
      cases.add(
          resize("nearest", "half_pixel")
              .set("nearest_mode", rounding)
              .in(1, 1, 4, 5)
              .gap()
              .floats(1, 1, 1.5, 2));
    }
    cases.add(
        resize("cubic", "half_pixel")
            .set("exclude_outside", 1)
            .set("cubic_coeff_a", -0.5)
            .in(1, 1, 4, 5)
            .gap()
            .floats(1, 1, 1.5, 2));
    cases.add(resize("linear", "half_pixel_symmetric").in(1, 1, 4, 5).gap().floats(1, 1, 1.5, 2.3));
    cases.add(
        resize("linear", "half_pixel").setInts("axes", 2, 3).in(1, 1, 4, 5).gap().floats(1.5, 2));
    cases.add(onnx("Upsample").opset(9).in(1, 2, 3, 4).floats(1, 1, 2, 2));
    cases.add(onnx("Upsample").opset(9).set("mode", "linear").in(1, 2, 3, 4).floats(1, 1, 2, 2));
  }

  private static SingleNode resize(String mode, String coordinates) {
    return onnx("Resize").set("mode", mode).set("coordinate_transformation_mode", coordinates);
  }

  private static void regions(List<SingleNode> cases) {
    for (String coordinates : List.of("half_pixel", "output_half_pixel")) {
      for (int ratio = 0; ratio <= 2; ratio++) {
        cases.add(
            onnx("RoiAlign")
                .set("coordinate_transformation_mode", coordinates)
                .set("sampling_ratio", ratio)
                .set("output_height", 3)
                .set("output_width", 2)
                .set("spatial_scale", 0.5)
                .in(2, 2, 6, 7)
                .in(Array.floats(new long[] {3, 4}, 1, 2, 9, 11, -6, -3, 3, 5, 6, 4, 16, 4.5))
                .longs(1, 0, 1));
      }
    }
    cases.add(onnx("Det").in(3, 3));
    cases.add(onnx("Det").in(2, 3, 4, 4));
    cases.add(SingleNode.microsoft("Inverse").in(2, 3, 3));
  }
}

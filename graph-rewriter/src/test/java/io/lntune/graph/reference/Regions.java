package io.lntune.graph.reference;

/** RoiAlign in mode avg, sample by sample as the operator is defined. */
final class Regions {
  private Regions() {}

  static void register(Kernels kernels) {
    kernels.add("RoiAlign", Regions::align);
  }

  /** One axis of one region: where its samples lie. */
  private record Axis(double start, double cell, int samples) {
    static Axis of(Call call, double from, double to, int cells) {
      boolean half =
          call.attribute("coordinate_transformation_mode", "half_pixel").equals("half_pixel");
      double scale = call.attribute("spatial_scale", 1.0);
      double start = from * scale - (half ? 0.5 : 0);
      double extent = to * scale - (half ? 0.5 : 0) - start;
      double cell = (half ? extent : Math.max(extent, 1)) / cells;
      int ratio = call.attribute("sampling_ratio", 0);
      return new Axis(start, cell, ratio > 0 ? ratio : (int) Math.ceil(cell));
    }

    double position(int cellIndex, int sample) {
      return start + cellIndex * cell + (sample + 0.5) * cell / samples;
    }
  }

  private static Array align(Call call) {
    if (!call.attribute("mode", "avg").equals("avg")) {
      throw call.invalid("mode max is not supported");
    }
    Array x = call.in(0);
    Array regions = call.in(1);
    int[] sizes = {
      regions.size(0),
      x.size(1),
      call.attribute("output_height", 1),
      call.attribute("output_width", 1)
    };
    double[] y = new double[Layout.count(sizes)];
    int[] at = new int[sizes.length];
    for (int i = 0; i < y.length; i++) {
      double[] corners = regions.data();
      int r = 4 * at[0];
      Axis rows = Axis.of(call, corners[r + 1], corners[r + 3], sizes[2]);
      Axis columns = Axis.of(call, corners[r], corners[r + 2], sizes[3]);
      int image = (int) call.in(2).data()[at[0]];
      int plane = image * x.size(1) + at[1];
      double sum = 0;
      for (int s = 0; s < rows.samples(); s++) {
        for (int t = 0; t < columns.samples(); t++) {
          sum += sample(x, plane, rows.position(at[2], s), columns.position(at[3], t));
        }
      }
      y[i] = sum / Math.max(1, rows.samples() * columns.samples());
      Layout.next(at, sizes);
    }
    return Array.wrap(x.type(), sizes, y);
  }

  private static double sample(Array x, int plane, double row, double column) {
    int height = x.size(2);
    int width = x.size(3);
    if (row < -1 || row > height || column < -1 || column > width) {
      return 0;
    }
    double v = Math.min(Math.max(row, 0), height - 1);
    double u = Math.min(Math.max(column, 0), width - 1);
    int top = (int) v;
    int left = (int) u;
    double sum = 0;
    for (int i = top; i <= Math.min(top + 1, height - 1); i++) {
      for (int j = left; j <= Math.min(left + 1, width - 1); j++) {
        double weight = (1 - Math.abs(v - i)) * (1 - Math.abs(u - j));
        sum += weight * x.data()[(plane * height + i) * width + j];
      }
    }
    return sum;
  }
}

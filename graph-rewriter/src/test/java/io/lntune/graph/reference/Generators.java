package io.lntune.graph.reference;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that make arrays from sizes, indices or attributes. */
final class Generators {
  private Generators() {}

  static void register(Kernels kernels) {
    kernels.add("Constant", Generators::constant);
    kernels.add("ConstantOfShape", Generators::constantOfShape);
    kernels.add("Range", Generators::range);
    kernels.add("EyeLike", Generators::eyeLike);
    kernels.add("OneHot", Generators::oneHot);
    kernels.add("NonZero", Generators::nonZero);
    kernels.addMany("Dropout", Generators::dropout);
  }

  private static Array constant(Call call) {
    for (Attribute value : call.attributes().asMap().values()) {
      if (value instanceof Attribute.TensorValue tensor) {
        return Array.of(tensor.value());
      } else if (value instanceof Attribute.FloatValue number) {
        return Array.scalar(DataType.FLOAT, number.value());
      } else if (value instanceof Attribute.IntValue number) {
        return Array.scalar(DataType.INT64, (double) number.value());
      } else if (value instanceof Attribute.Floats list) {
        double[] data = list.values().stream().mapToDouble(Float::doubleValue).toArray();
        return Array.floats(new long[] {data.length}, data);
      } else if (value instanceof Attribute.Ints list) {
        long[] data = list.values().stream().mapToLong(Long::longValue).toArray();
        return Array.longs(new long[] {data.length}, data);
      }
    }
    throw call.invalid("no numeric value");
  }

  private static Array constantOfShape(Call call) {
    Tensor value = call.attributes().tensor("value");
    Array element = value == null ? Array.scalar(DataType.FLOAT, 0) : Array.of(value);
    double fill = element.data()[0];
    return Array.zeros(element.type(), call.in(0).toLongs()).map(zero -> fill);
  }

  private static Array range(Call call) {
    double start = call.in(0).item();
    double delta = call.in(2).item();
    int count = (int) Math.max(0, Math.ceil((call.in(1).item() - start) / delta));
    double[] data = IntStream.range(0, count).mapToDouble(i -> start + i * delta).toArray();
    return Array.wrap(call.in(0).type(), new int[] {count}, data);
  }

  private static Array eyeLike(Call call) {
    Array x = call.in(0);
    int k = call.attribute("k", 0);
    DataType type = DataType.ofCode(call.attribute("dtype", x.type().code()));
    double[] data = new double[x.count()];
    Arrays.setAll(data, i -> i % x.size(1) - i / x.size(1) == k ? 1 : 0);
    return Array.wrap(type, x.sizes(), data);
  }

  private static Array oneHot(Call call) {
    Array indices = call.in(0);
    int depth = (int) call.in(1).data()[0];
    Array values = call.in(2);
    int axis = Layout.axis(call.attribute("axis", -1), indices.rank() + 1);
    int[] head = Arrays.copyOf(indices.sizes(), axis);
    int[] tail = Arrays.copyOfRange(indices.sizes(), axis, indices.rank());
    int[] sizes = Layout.concat(head, new int[] {depth}, tail);
    int inner = Layout.count(tail);
    double[] data = new double[Layout.count(sizes)];
    for (int i = 0; i < data.length; i++) {
      int outer = i / inner / depth;
      double index = indices.data()[outer * inner + i % inner];
      boolean hot = (index < 0 ? index + depth : index) == i / inner % depth;
      data[i] = values.data()[hot ? 1 : 0];
    }
    return Array.wrap(values.type(), sizes, data);
  }

  /** Indices of the non-zero elements, shape [rank, count]. */
  private static Array nonZero(Call call) {
    Array x = call.in(0);
    int[] found = IntStream.range(0, x.count()).filter(i -> x.data()[i] != 0).toArray();
    int[] strides = Layout.strides(x.sizes());
    double[] data = new double[x.rank() * found.length];
    for (int axis = 0; axis < x.rank(); axis++) {
      for (int i = 0; i < found.length; i++) {
        data[axis * found.length + i] = found[i] / strides[axis] % x.size(axis);
      }
    }
    return Array.wrap(DataType.INT64, new int[] {x.rank(), found.length}, data);
  }

  /** The identity with a mask of ones; real dropout is random and refused. */
  private static List<Array> dropout(Call call) {
    Array x = call.in(0);
    boolean training = call.has(2) && call.in(2).item() != 0;
    if (training && (!call.has(1) || call.in(1).item() != 0)) {
      throw call.invalid("training mode with a ratio above 0 is random");
    }
    return List.of(x, x.map(v -> 1).as(DataType.BOOL));
  }
}

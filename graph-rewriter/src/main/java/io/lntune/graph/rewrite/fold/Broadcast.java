package io.lntune.graph.rewrite.fold;

/** ONNX multidirectional broadcasting. */
final class Broadcast {
  private Broadcast() {}

  /** The common sizes of both operands. */
  static long[] sizes(long[] a, long[] b) {
    long[] result = new long[Math.max(a.length, b.length)];
    for (int i = 1; i <= result.length; i++) {
      long left = i <= a.length ? a[a.length - i] : 1;
      long right = i <= b.length ? b[b.length - i] : 1;
      if (left != right && left != 1 && right != 1) {
        throw new NotFoldableException("sizes " + left + " and " + right + " do not broadcast");
      }
      result[result.length - i] = left == 1 ? right : left;
    }
    return result;
  }

  /** For each flat index of the result the flat index of an operand of the given sizes. */
  static int[] indices(long[] operand, long[] result) {
    int count = 1;
    for (long size : result) {
      count = Math.toIntExact(count * size);
    }
    int[] indices = new int[count];
    for (int flat = 0; flat < count; flat++) {
      int rest = flat;
      int stride = 1;
      for (int i = 1; i <= result.length; i++) {
        int size = (int) result[result.length - i];
        int position = rest % size;
        rest /= size;
        if (i <= operand.length) {
          int operandSize = (int) operand[operand.length - i];
          indices[flat] += operandSize == 1 ? 0 : position * stride;
          stride *= operandSize;
        }
      }
    }
    return indices;
  }
}

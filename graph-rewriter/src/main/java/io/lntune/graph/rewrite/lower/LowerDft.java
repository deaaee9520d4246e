package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * DFT (opset 20) of [..., L, ..., 1 or 2] along one axis, whole or one-sided, either way, if need
 * be cut or padded: products with the L by L matrices of cosines and sines of 2 pi j k / L, made at
 * run time. Real and imaginary part are the last axis.
 */
final class LowerDft extends Lowering {
  private static final long DEFAULT_AXIS = -2;

  LowerDft() {
    super(OpId.onnx("DFT"));
  }

  @Override
  Decision lower(Node root, CoreOperators core) {
    Value x = root.requiredInput(0);
    int rank = rank(x);
    long parts = size(x, -1);
    Long axis = axis(root);
    if (rank < 2 || parts < 1 || parts > 2 || axis == null) {
      return Decision.decline("the axis or the real or complex layout is not known", root);
    }
    boolean oneSided = root.attributes().intValue("onesided", 0) != 0;
    boolean inverse = root.attributes().intValue("inverse", 0) != 0;
    if (oneSided && inverse && parts != 2) {
      return Decision.decline("a one-sided inverse transform of real numbers", root);
    }
    int position = (int) (axis < 0 ? axis + rank : axis);
    Value length = root.input(1);
    if (oneSided && inverse) {
      return replaceFirst(root, toReal(x, rank, position, length, core));
    }
    Value fitted =
        length == null ? x : fitted(x, position, core.builder().reshape(length, 1), core);
    Value result =
        transform(fitted, core.sizeOf(fitted, position), rank, position, parts == 2, inverse, core);
    return replaceFirst(
        root,
        oneSided
            ? core.slice(
                result,
                position,
                core.builder().longs(0),
                bins(core.sizeOf(fitted, position), core))
            : result);
  }

  /** Size of one side of the spectrum of real numbers: length / 2 + 1. */
  static Value bins(Value length, CoreOperators core) {
    GraphBuilder builder = core.builder();
    return builder.add(builder.div(length, builder.longs(2)), builder.longs(1));
  }

  /**
   * Real numbers from one side of their spectrum: every bin but the first and, for an even length,
   * the middle one stands for two.
   */
  private static Value toReal(
      Value x, int rank, int axis, @Nullable Value given, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Value two = builder.longs(2);
    Value length =
        given == null
            ? builder.mul(builder.sub(core.sizeOf(x, axis), builder.longs(1)), two)
            : builder.cast(builder.reshape(given, 1), DataType.INT64);
    Value bins = bins(length, core);
    Value angles = core.slice(angles(length, core), 0, builder.longs(0), bins);
    builder.typed(angles, DataType.DOUBLE);
    Value bin = builder.unsqueeze(core.range(bins), 1);
    Value twice = builder.mul(bin, two);
    Value single =
        core.logical(
            "Or",
            core.logical("Equal", bin, builder.longs(0)),
            core.logical("Equal", twice, length));
    Value weight =
        builder.where(
            single, builder.scalar(1, DataType.DOUBLE), builder.scalar(2, DataType.DOUBLE));
    weight = builder.div(weight, builder.cast(length, DataType.DOUBLE));
    Value cos = builder.cast(builder.mul(core.unary("Cos", angles), weight), x.elementType());
    Value sin = builder.cast(builder.mul(core.unary("Sin", angles), weight), x.elementType());
    List<Value> parts = core.split(given == null ? x : fitted(x, axis, bins, core), -1, 1, 1);
    Value real = builder.matMul(along(parts.get(0), rank, axis, core), cos);
    Value imaginary = builder.matMul(along(parts.get(1), rank, axis, core), sin);
    return along(builder.sub(real, imaginary), rank, axis, core);
  }

  /** Cut or padded with zeros to a length, int64 [1], along an axis. */
  private static Value fitted(Value x, int axis, Value length, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Tensor wanted = length.initializer();
    if (wanted != null && (long) wanted.toDoubles()[0] == size(x, axis)) {
      return x;
    }
    Value whole = builder.cast(length, DataType.INT64);
    Value zeros =
        core.node(
            "Pad",
            Map.of(),
            x,
            builder.concat(
                0,
                builder.longs(0),
                core.node(
                    "Max", Map.of(), builder.sub(whole, core.sizeOf(x, axis)), builder.longs(0))),
            null,
            builder.longs(axis));
    Value cut = core.slice(zeros, axis, builder.longs(0), whole);
    return builder.typed(cut, x.elementType());
  }

  /** The constant axis; null when it is not constant. */
  private static @Nullable Long axis(Node root) {
    Value axis = root.input(2);
    if (axis == null) {
      return root.attributes().intValue("axis", DEFAULT_AXIS);
    }
    Tensor constant = axis.initializer();
    return constant == null ? null : Long.valueOf(constant.toLongs()[0]);
  }

  /** The whole transform along an axis of the given length, int64 [1]. */
  static Value transform(
      Value x,
      Value length,
      int rank,
      int axis,
      boolean complex,
      boolean inverse,
      CoreOperators core) {
    GraphBuilder builder = core.builder();
    Value angles = angles(length, core);
    Value cos = matrix("Cos", angles, x.elementType(), core);
    Value sin = matrix("Sin", angles, x.elementType(), core);
    List<Value> parts = complex ? core.split(x, -1, 1, 1) : List.of(x);
    Value real = along(parts.get(0), rank, axis, core);
    Value realCos = builder.matMul(real, cos);
    Value realSin = builder.matMul(real, sin);
    // exp(-i t) = cos t - i sin t; the inverse turns the other way and divides by L.
    Value first = realCos;
    Value second = inverse ? realSin : builder.neg(realSin);
    if (complex) {
      Value imaginary = along(parts.get(1), rank, axis, core);
      Value imaginaryCos = builder.matMul(imaginary, cos);
      Value imaginarySin = builder.matMul(imaginary, sin);
      first = inverse ? builder.sub(realCos, imaginarySin) : builder.add(realCos, imaginarySin);
      second = builder.add(imaginaryCos, second);
    }
    Value result =
        builder.concat(-1, along(first, rank, axis, core), along(second, rank, axis, core));
    return inverse ? builder.div(result, builder.cast(length, x.elementType())) : result;
  }

  /** Swaps the transformed axis with the last one, which has size 1. */
  private static Value along(Value x, int rank, int axis, CoreOperators core) {
    List<Long> permutation = new ArrayList<>();
    for (long i = 0; i < rank; i++) {
      permutation.add(i);
    }
    permutation.set(axis, rank - 1L);
    permutation.set(rank - 1, (long) axis);
    return core.builder().transpose(x, permutation);
  }

  /** 2 pi (j k mod L) / L in double precision: [L, L]. */
  private static Value angles(Value length, CoreOperators core) {
    GraphBuilder builder = core.builder();
    Value indices = core.range(length);
    Value products = builder.mul(indices, builder.unsqueeze(indices, 1));
    Value reduced = builder.typed(builder.call("Mod", products, length), DataType.INT64);
    Value scaled = builder.scale(builder.cast(reduced, DataType.DOUBLE), 2 * Math.PI);
    return builder.div(scaled, builder.cast(length, DataType.DOUBLE));
  }

  private static Value matrix(String function, Value angles, DataType type, CoreOperators core) {
    return core.builder().cast(core.unary(function, angles), type);
  }
}

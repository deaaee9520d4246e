package io.lntune.graph.differentiate;

import static io.lntune.graph.differentiate.CaseBuilder.microsoft;
import static io.lntune.graph.differentiate.CaseBuilder.onnx;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.reference.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Matrix products. */
final class LinearCases {
  private static final int SEED = 3;

  private LinearCases() {}

  static List<CaseBuilder> all() {
    List<CaseBuilder> cases = new ArrayList<>(products());
    cases.addAll(vectors());
    cases.addAll(gemms());
    cases.addAll(fused());
    cases.addAll(quantized());
    cases.forEach(subject -> subject.needs(ShapeKnowledge.RANK));
    cases.addAll(gemmsOfAnyShape());
    cases.add(
        nBits("4 bits with bias", 4)
            .in(2, 4, 32)
            .constant(bytes(3, 2, 8))
            .constant(scales(6))
            .gap()
            .gap()
            .constant(scales(3)));
    return cases;
  }

  private static List<CaseBuilder> products() {
    return List.of(
        onnx("MatMul", "matrices").in(3, 4).in(4, 2),
        onnx("MatMul", "batch of equal size").in(2, 3, 4).in(2, 4, 2),
        onnx("MatMul", "batch times matrix").in(2, 2, 3, 4).in(4, 2),
        onnx("MatMul", "matrix times batch").in(3, 4).in(2, 4, 2),
        onnx("MatMul", "left batch repeated").in(1, 3, 4).in(2, 4, 2),
        onnx("MatMul", "right batch repeated").in(2, 3, 4).in(1, 4, 2),
        onnx("MatMul", "both batches repeated").in(2, 1, 3, 4).in(3, 4, 2),
        onnx("MatMul", "one value twice").in(2, 3, 3).same(0),
        onnx("MatMul", "constant weight").in(2, 3, 4).constant(draw(4, 2)),
        onnx("MatMul", "only the weight wanted").in(2, 3, 4).in(4, 2).of(1),
        onnx("MatMul", "no rows").in(0, 3).in(3, 2),
        onnx("MatMul", "empty batch").in(0, 2, 3).in(3, 2),
        onnx("MatMul", "empty inner axis").in(2, 0).in(0, 3));
  }

  private static List<CaseBuilder> vectors() {
    return List.of(
        onnx("MatMul", "two vectors").in(4).in(4),
        onnx("MatMul", "vector times matrix").in(4).in(4, 3),
        onnx("MatMul", "matrix times vector").in(3, 4).in(4),
        onnx("MatMul", "vector times batch").in(4).in(2, 3, 4, 2),
        onnx("MatMul", "batch times vector").in(2, 3, 4).in(4),
        onnx("MatMul", "only the vector wanted").in(2, 3, 4).in(4).of(1),
        onnx("MatMul", "only the matrix wanted").in(4).in(4, 3).of(1));
  }

  private static List<CaseBuilder> gemms() {
    List<CaseBuilder> cases = new ArrayList<>();
    for (int transposed = 0; transposed < 4; transposed++) {
      long transA = transposed & 1;
      long transB = transposed >> 1;
      String suffix = " transA=" + transA + " transB=" + transB;
      long[] a = transA == 1 ? new long[] {4, 3} : new long[] {3, 4};
      long[] b = transB == 1 ? new long[] {2, 4} : new long[] {4, 2};
      cases.add(
          onnx("Gemm", "all inputs" + suffix)
              .set("transA", transA)
              .set("transB", transB)
              .set("alpha", 0.5)
              .set("beta", 1.5)
              .in(a)
              .in(b)
              .in(3, 2));
      cases.add(
          onnx("Gemm", "no C" + suffix).set("transA", transA).set("transB", transB).in(a).in(b));
      cases.add(
          microsoft("FusedMatMul", "matrices" + suffix)
              .set("transA", transA)
              .set("transB", transB)
              .set("alpha", 0.75)
              .in(a)
              .in(b));
    }
    cases.add(onnx("Gemm", "one value as A and B").in(3, 3).same(0));
    cases.add(onnx("Gemm", "only A wanted").in(3, 4).in(4, 2).in(2).of(0));
    return cases;
  }

  private static List<CaseBuilder> gemmsOfAnyShape() {
    return List.of(
        onnx("Gemm", "C per column, only C wanted").in(3, 4).in(4, 2).in(2).of(2),
        onnx("Gemm", "C per row, only C wanted").in(3, 4).in(4, 2).in(3, 1).of(2),
        onnx("Gemm", "one C, only C wanted").in(3, 4).in(4, 2).in(1, 1).of(2),
        onnx("Gemm", "scalar C, only C wanted").set("beta", 0.5).in(3, 4).in(4, 2).in().of(2));
  }

  private static List<CaseBuilder> fused() {
    return List.of(
        microsoft("FusedMatMul", "no attribute").in(2, 3, 4).in(4, 2),
        microsoft("FusedMatMul", "batches, right transposed")
            .set("transB", 1)
            .set("alpha", 0.5)
            .in(2, 3, 4)
            .in(2, 5, 4),
        microsoft("FusedMatMul", "batches, left transposed")
            .set("transA", 1)
            .in(2, 4, 3)
            .in(2, 4, 2),
        microsoft("FusedMatMul", "left batch repeated")
            .set("transA", 1)
            .set("transB", 1)
            .in(1, 4, 3)
            .in(2, 2, 4),
        microsoft("FusedMatMul", "right batch repeated").set("transB", 1).in(2, 3, 4).in(1, 2, 4),
        microsoft("FusedMatMul", "only the right wanted").set("transB", 1).in(3, 4).in(2, 4).of(1));
  }

  private static List<CaseBuilder> quantized() {
    return List.of(
        nBits("4 bits", 4).in(2, 3, 32).constant(bytes(3, 2, 8)).constant(scales(6)),
        nBits("4 bits with zero points", 4)
            .in(2, 32)
            .constant(bytes(3, 2, 8))
            .constant(scales(6))
            .constant(bytes(3)),
        nBits("8 bits", 8).in(2, 32).constant(bytes(3, 2, 16)).constant(scales(6)),
        nBits("8 bits with zero points", 8)
            .in(2, 32)
            .constant(bytes(3, 2, 16))
            .constant(scales(6))
            .constant(bytes(3, 2)),
        nBits("4 bits, part of a block, odd number of blocks", 4)
            .set("K", 40)
            .in(2, 40)
            .constant(bytes(3, 3, 8))
            .constant(scales(9))
            .constant(bytes(3, 2)),
        nBits("4 bits with real zero points", 4)
            .in(2, 32)
            .constant(bytes(3, 2, 8))
            .constant(scales(6))
            .constant(scales(6)),
        codebook("normal", 1).in(2, 3, 32).constant(bytes(48)).constant(scales(6)),
        codebook("floating-point", 0).in(2, 32).constant(bytes(48)).constant(scales(6)),
        codebook("last block short", 1)
            .set("K", 7)
            .in(2, 7)
            .constant(bytes(11))
            .constant(scales(2)));
  }

  /** W [3, 32] in blocks of 16. */
  private static CaseBuilder codebook(String description, long type) {
    return microsoft("MatMulBnb4", description)
        .set("K", 32)
        .set("N", 3)
        .set("quant_type", type)
        .set("block_size", 16)
        .of(0)
        .declaredAsFloat32();
  }

  /** W [3, 32] in blocks of 16. */
  private static CaseBuilder nBits(String description, long bits) {
    return microsoft("MatMulNBits", description)
        .set("K", 32)
        .set("N", 3)
        .set("bits", bits)
        .set("block_size", 16)
        .of(0)
        .declaredAsFloat32();
  }

  private static Array bytes(long... dims) {
    return Array.random(DataType.UINT8, new Random(SEED), 0, 256, dims);
  }

  private static Array scales(long count) {
    return Array.random(DataType.FLOAT, new Random(SEED), 0.1, 0.5, count);
  }

  private static Array draw(long... dims) {
    return Array.random(DataType.DOUBLE, new Random(SEED), -1, 1, dims).map(v -> (float) v);
  }
}

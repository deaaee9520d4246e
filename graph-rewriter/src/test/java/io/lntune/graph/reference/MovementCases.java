package io.lntune.graph.reference;

import static io.lntune.graph.reference.SingleNode.onnx;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Cases of operators that reshape, move, make or convert elements. */
final class MovementCases {
  private MovementCases() {}

  static List<SingleNode> all() {
    List<SingleNode> cases = new ArrayList<>();
    shapes(cases);
    pieces(cases);
    indexing(cases);
    generators(cases);
    return cases;
  }

  private static void shapes(List<SingleNode> cases) {
    cases.add(onnx("Shape").in(2, 3, 4));
    cases.add(onnx("Shape").in(2, 3, 4).set("start", -2).set("end", 3));
    cases.add(onnx("Size").in(2, 3, 4));
    cases.add(onnx("Reshape").in(2, 3, 4).longs(0, -1));
    cases.add(onnx("Reshape").in(2, 3, 4).longs(4, 6).set("allowzero", 1));
    cases.add(onnx("Flatten").in(2, 3, 4));
    cases.add(onnx("Flatten").in(2, 3, 4).set("axis", -1));
    cases.add(onnx("Squeeze").in(1, 3, 1));
    cases.add(onnx("Squeeze").in(1, 3, 1).longs(-1));
    cases.add(onnx("Squeeze").opset(11).in(1, 3, 1).setInts("axes", 0));
    cases.add(onnx("Unsqueeze").in(3, 4).longs(0, -1));
    cases.add(onnx("Expand").in(3, 1).longs(2, 1, 4));
    cases.add(onnx("Transpose").in(2, 3, 4));
    cases.add(onnx("Transpose").in(2, 3, 4).setInts("perm", 1, 2, 0));
    cases.add(onnx("Concat").set("axis", -2).in(2, 1, 3).in(2, 4, 3).in(2, 2, 3));
    cases.add(onnx("Tile").in(2, 3).longs(2, 3));
    cases.add(onnx("DepthToSpace").in(2, 8, 2, 3).set("blocksize", 2));
    cases.add(onnx("DepthToSpace").in(2, 8, 2, 3).set("blocksize", 2).set("mode", "CRD"));
    cases.add(onnx("SpaceToDepth").in(2, 3, 4, 6).set("blocksize", 2));
    cases.add(onnx("ReverseSequence").in(4, 3, 2).longs(1, 4, 2));
    for (String mode : List.of("constant", "edge", "reflect", "wrap")) {
      cases.add(onnx("Pad").set("mode", mode).in(3, 4).longs(1, 2, 2, 1));
    }
    cases.add(onnx("Pad").in(3, 4).longs(1, -1).scalar(0.5).longs(-1));
  }

  private static void pieces(List<SingleNode> cases) {
    cases.add(onnx("Slice").in(5, 6).longs(1, -3).longs(4, Long.MAX_VALUE));
    cases.add(onnx("Slice").in(5, 6).longs(1).longs(-1).longs(1).longs(2));
    cases.add(onnx("Slice").in(5, 6).longs(-1).longs(Long.MIN_VALUE + 1).longs(0).longs(-2));
    cases.add(onnx("Slice").in(5, 6).longs(4, 0).longs(1, 2).longs(1, 0).longs(-1, 1));
    cases.add(onnx("Slice").opset(9).in(5, 6).setInts("starts", 1, 2).setInts("ends", 3, 9));
    cases.add(onnx("Split").outputs(2).in(5, 4).longs(2, 3));
    cases.add(onnx("Split").outputs(3).in(5, 4).set("num_outputs", 3));
    cases.add(onnx("Split").outputs(2).in(5, 4).set("num_outputs", 2).set("axis", -1));
    cases.add(onnx("Compress").set("axis", 1).in(2, 3).in(ElementwiseCases.bits(1, 0, 1)));
    cases.add(onnx("Compress").in(2, 3).in(ElementwiseCases.bits(0, 1, 1, 0)));
    cases.add(onnx("Trilu").in(2, 3, 4));
    cases.add(onnx("Trilu").in(3, 4).in(Array.scalar(DataType.INT64, -1)).set("upper", 0));
  }

  private static void indexing(List<SingleNode> cases) {
    Array pairs = Array.longs(new long[] {2, 2}, 0, -1, 2, 1);
    cases.add(onnx("Gather").in(3, 4).in(pairs));
    cases.add(onnx("Gather").in(2, 3, 4).in(Array.scalar(DataType.INT64, 2)).set("axis", 1));
    cases.add(onnx("GatherElements").in(3, 4).in(pairs).set("axis", 1));
    cases.add(onnx("GatherND").in(3, 4).in(pairs));
    cases.add(onnx("GatherND").in(3, 4, 2).in(pairs));
    cases.add(onnx("GatherND").in(2, 3, 4).in(pairs).set("batch_dims", 1));
    for (String reduction : List.of("none", "add", "mul", "max", "min")) {
      cases.add(
          onnx("ScatterElements")
              .in(3, 4)
              .in(pairs)
              .in(2, 2)
              .set("axis", 1)
              .set("reduction", reduction));
      cases.add(onnx("ScatterND").in(3, 4, 2).in(pairs).in(2, 2).set("reduction", reduction));
    }
    cases.add(onnx("Scatter").opset(9).in(3, 4).in(pairs).in(2, 2));
    cases.add(onnx("OneHot").longs(0, -1, 7, 2).scalar(4).floats(-1, 5));
    cases.add(onnx("OneHot").set("axis", 0).in(pairs).scalar(3).floats(0, 1));
    cases.add(onnx("NonZero").in(Array.floats(new long[] {2, 3}, 0, 1, 0, 2, 0, 3)));
  }

  private static void generators(List<SingleNode> cases) {
    Tensor value = Tensor.ofFloats("value", Shape.of(1), 2.5f);
    cases.add(onnx("Constant").set("value", new Attribute.TensorValue(value)));
    cases.add(onnx("Constant").setInts("value_ints", 3, 1));
    cases.add(onnx("Constant").set("value_float", 1.5));
    cases.add(onnx("ConstantOfShape").longs(2, 3).set("value", new Attribute.TensorValue(value)));
    cases.add(onnx("ConstantOfShape").longs(2, 3));
    cases.add(onnx("Range").scalar(1).scalar(2.2).scalar(0.25));
    cases.add(onnx("Range").in(whole(5)).in(whole(-4)).in(whole(-3)));
    cases.add(onnx("EyeLike").in(3, 4).set("k", 1));
    cases.add(onnx("EyeLike").in(3, 4).set("k", -1).set("dtype", DataType.INT64.code()));
    cases.add(onnx("Dropout").outputs(2).in(3, 4));
    cases.add(onnx("Cast").between(-4, 4).in(3, 4).set("to", DataType.INT32.code()));
    cases.add(onnx("Cast").floats(-1, 0, 0.3).set("to", DataType.BOOL.code()));
    cases.add(onnx("Cast").longs(-1, 300, 2).set("to", DataType.UINT8.code()));
    cases.add(onnx("CastLike").longs(-1, 0, 2).in(2));
  }

  private static Array whole(long value) {
    return Array.scalar(DataType.INT64, (double) value);
  }
}

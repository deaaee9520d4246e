package io.lntune.graph.differentiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Forms of operators that a rule does not cover are refused by name, not differentiated wrongly.
 */
class DeclinedGradientsTest {
  private final TestGraph graph = new TestGraph();

  static List<Arguments> forms() {
    return List.of(
        form(OpId.onnx("MaxPool"), 1, "storage_order", number(1)),
        form(OpId.onnx("ConvTranspose"), 2, "auto_pad", text("SAME_UPPER")),
        form(OpId.onnx("ConvTranspose"), 2, "output_shape", new Attribute.Ints(List.of(3L, 3L))),
        form(OpId.onnx("Resize"), 1, "coordinate_transformation_mode", text("tf_crop_and_resize")),
        form(OpId.onnx("Resize"), 1, "keep_aspect_ratio_policy", text("not_larger")),
        form(OpId.onnx("RoiAlign"), 3, "mode", text("max")),
        form(OpId.microsoft("FusedMatMul"), 2, "transBatchA", number(1)),
        form(OpId.microsoft("FusedMatMul"), 2, "transBatchB", number(1)));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void isRefusedWithTheNode(OpId op, int inputs, String name, Attribute value) {
    List<Value> operands = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      operands.add(graph.input("x" + i));
    }
    Value[] array = operands.toArray(Value[]::new);
    assertRefused(graph.node(op, Map.of(name, value), "y", array), operands.get(0));
  }

  @Test
  void aSliceOrPadAlongAxesThatAreOnlyKnownAtRunTimeIsRefused() {
    Value x = graph.input("x");
    Value list = graph.input("list");
    assertRefused(graph.node("Slice", "y", x, list, list, list), x);
    TestGraph other = new TestGraph();
    Value z = other.input("z");
    Value pads = other.input("pads");
    Map<String, Attribute> edge = Map.of("mode", text("edge"));
    Value y = other.node(OpId.onnx("Pad"), edge, "y", z, pads, pads, pads);
    assertThrows(LntuneException.class, () -> other.differentiate(y, List.of(z)));
  }

  @Test
  void theDeterminantOfALargeOrUnknownMatrixIsRefused() {
    Value matrix = graph.input("x");
    Value y = graph.node("Det", "y", matrix);
    matrix.setType(new TensorType(DataType.FLOAT, Shape.of(17, 17)));
    assertRefused(y, matrix);
    matrix.setType(new TensorType(DataType.FLOAT, null));
    assertRefused(y, matrix);
  }

  private void assertRefused(Value y, Value wanted) {
    LntuneException e =
        assertThrows(LntuneException.class, () -> graph.differentiate(y, List.of(wanted)));
    assertEquals(LntuneException.Kind.UNSUPPORTED, e.kind());
    assertTrue(e.where().contains("'y_node'"), e.getMessage());
    assertFalse(e.remedy().isEmpty());
  }

  private static Arguments form(OpId op, int inputs, String name, Attribute value) {
    return Arguments.of(op, inputs, name, value);
  }

  private static Attribute number(long value) {
    return new Attribute.IntValue(value);
  }

  private static Attribute text(String value) {
    return new Attribute.StringValue(value);
  }
}

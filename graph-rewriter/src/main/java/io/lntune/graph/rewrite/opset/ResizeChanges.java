package io.lntune.graph.rewrite.opset;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Upsample and its successor Resize. */
final class ResizeChanges {
  private ResizeChanges() {}

  /** Upsample-9: {@code scales} became an input. */
  static void scalesInput(Node node) {
    List<Float> scales = node.attributes().floats("scales");
    if (scales == null) {
      throw NodeEdit.unsupported(node, "Upsample without scales");
    }
    node.removeAttribute("scales");
    double[] values = scales.stream().mapToDouble(Float::doubleValue).toArray();
    Tensor tensor =
        TensorElements.encode(
            NodeEdit.name(node, "scales"), DataType.FLOAT, Shape.of(values.length), values);
    node.graph().setNodeInput(node, 1, node.graph().addConstant(tensor));
  }

  /** Opset 10: Upsample became Resize, with the same attributes and inputs. */
  static void upsample(Node node) {
    NodeEdit.replace(node, "Resize", node.outputs());
  }

  /**
   * Resize-11: a region of interest came between the inputs, and the mapping of coordinates became
   * explicit. What was implied is {@code asymmetric}; the nearest element lies below, or above
   * where the tensor shrinks, as ONNX Runtime computes it.
   */
  static void explicitMapping(Node node) {
    Value scales = node.requiredInput(1);
    node.graph().setNodeInput(node, 2, scales);
    node.graph().setNodeInput(node, 1, null);
    String mode = node.attributes().string("mode", "nearest");
    node.setAttribute("coordinate_transformation_mode", new Attribute.StringValue("asymmetric"));
    if (mode.equals("nearest")) {
      boolean shrinks = shrinks(node, ConstantTensor.of(scales));
      node.setAttribute("nearest_mode", new Attribute.StringValue(shrinks ? "ceil" : "floor"));
    } else if (mode.equals("bilinear")) {
      node.setAttribute("mode", new Attribute.StringValue("linear"));
    }
  }

  private static boolean shrinks(Node node, @Nullable Tensor scales) {
    double[] values = scales == null ? new double[0] : scales.toDoubles();
    boolean shrinks = Arrays.stream(values).anyMatch(value -> value < 1);
    if (shrinks && Arrays.stream(values).anyMatch(value -> value > 1)) {
      throw NodeEdit.unsupported(node, "Resize that shrinks one axis and enlarges another");
    }
    return shrinks;
  }

  /**
   * Resize-13: unused inputs are left out instead of empty; {@code tf_half_pixel_for_nn} was
   * dropped.
   */
  static void optionalInputs(Node node) {
    String mapping = node.attributes().string("coordinate_transformation_mode", "half_pixel");
    if (mapping.equals("tf_half_pixel_for_nn")) {
      throw NodeEdit.unsupported(node, "Resize with tf_half_pixel_for_nn");
    }
    if (!mapping.equals("tf_crop_and_resize")) {
      leaveOut(node, 1);
    }
    if (node.input(3) != null) {
      leaveOut(node, 2);
    }
  }

  private static void leaveOut(Node node, int index) {
    if (node.input(index) != null) {
      node.graph().setNodeInput(node, index, null);
    }
  }

  /** RoiAlign-16: the mapping became an attribute; what was implied is no longer the default. */
  static void roiAlign(Node node) {
    node.setAttribute(
        "coordinate_transformation_mode", new Attribute.StringValue("output_half_pixel"));
  }

  /** GridSample-20: the interpolation modes were named by order instead of by dimension. */
  static void gridSampleMode(Node node) {
    Map<String, String> renamed = Map.of("bilinear", "linear", "bicubic", "cubic");
    String mode = node.attributes().string("mode", "bilinear");
    node.setAttribute("mode", new Attribute.StringValue(renamed.getOrDefault(mode, mode)));
  }
}

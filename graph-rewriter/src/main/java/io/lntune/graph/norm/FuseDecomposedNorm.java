package io.lntune.graph.norm;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.RewriteRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a LayerNorm or RMSNorm in elementary operators by LayerNormalization (opset 17) or
 * SimplifiedLayerNormalization (ONNX Runtime), which keep their statistics for the backward pass.
 * Declines unless everything is float32, the last axis alone is normalised, and the scale (and
 * bias) are vectors [H] that exist before the norm is computed.
 */
public final class FuseDecomposedNorm implements RewriteRule {
  @Override
  public String name() {
    return "FuseDecomposedNorm";
  }

  @Override
  public Set<OpId> roots() {
    return NormCore.ROOTS;
  }

  @Override
  public Decision apply(Node root, GraphBuilder builder) {
    NormCore core = NormCore.at(root);
    if (core == null) {
      return Decision.decline("not a normalisation", root);
    }
    Value x = core.input();
    Shape shape = x.shape();
    if (Double.isNaN(core.epsilon()) || shape == null || shape.rank() < 2) {
      return Decision.decline("epsilon or rank unknown", root);
    }
    if (core.axes() == null || !isLastAxis(core.axes(), shape.rank())) {
      return Decision.decline("not normalised over the last axis alone", root);
    }
    for (Value normalised : core.normalised()) {
      List<Node> scales = affines(normalised, x);
      if (scales.isEmpty() || x.elementType() != DataType.FLOAT) {
        continue;
      }
      Map<Value, Value> replacements = new LinkedHashMap<>();
      for (Node scale : scales) {
        replace(core, scale, normalised, builder, replacements);
      }
      return new Decision.Replace(replacements);
    }
    return Decision.decline("no scale vector that exists before the norm", root);
  }

  private static void replace(
      NormCore core,
      Node scale,
      Value normalised,
      GraphBuilder builder,
      Map<Value, Value> replacements) {
    Value x = core.input();
    Value gain = other(scale, normalised);
    Map<String, Attribute> attributes =
        Map.of(
            "axis", new Attribute.IntValue(-1),
            "epsilon", new Attribute.FloatValue((float) core.epsilon()));
    if (!core.centred()) {
      replacements.put(
          scale.requiredOutput(0),
          builder.call(OpId.onnx("SimplifiedLayerNormalization"), attributes, x, gain));
      return;
    }
    Node shift = affine(scale.requiredOutput(0), "Add", x);
    Value end = (shift == null ? scale : shift).requiredOutput(0);
    Value bias = shift == null ? null : other(shift, scale.requiredOutput(0));
    replacements.put(end, builder.call(OpId.onnx("LayerNormalization"), attributes, x, gain, bias));
  }

  private static boolean isLastAxis(List<Long> axes, int rank) {
    return axes.size() == 1 && (axes.get(0) == -1 || axes.get(0) == rank - 1);
  }

  /** The consumers of a normalised value, when each multiplies it by a vector known beforehand. */
  private static List<Node> affines(Value normalised, Value x) {
    List<Node> nodes = normalised.uses().stream().map(Use::node).toList();
    boolean all = nodes.stream().allMatch(node -> isAffine(node, normalised, "Mul", x));
    return all && !isGraphOutput(normalised) ? nodes : List.of();
  }

  /** The only consumer of {@code value}, when it combines it with a vector known beforehand. */
  private static @Nullable Node affine(Value value, String onnxType, Value x) {
    List<Use> uses = value.uses();
    if (uses.size() != 1 || isGraphOutput(value)) {
      return null;
    }
    Node node = uses.get(0).node();
    return isAffine(node, value, onnxType, x) ? node : null;
  }

  private static boolean isAffine(Node node, Value value, String onnxType, Value x) {
    if (!node.is(onnxType)) {
      return false;
    }
    Value vector = other(node, value);
    Shape shape = vector.shape();
    Shape input = x.shape();
    return vector.producer() == null
        && vector.elementType() == DataType.FLOAT
        && shape != null
        && input != null
        && shape.rank() == 1
        && shape.dim(0).isStatic()
        && fits(shape.dim(0), input.dim(-1));
  }

  /** One element would be spread over an axis of unknown size. */
  private static boolean fits(Dim vector, Dim axis) {
    return axis.isStatic() ? axis.certainlyEquals(vector) : vector.size() > 1;
  }

  private static boolean isGraphOutput(Value value) {
    return value.graph().isOutput(value);
  }

  private static Value other(Node node, Value value) {
    return node.requiredInput(node.input(0) == value ? 1 : 0);
  }
}

package io.lntune.graph.norm;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Normalisation layers that are one operator, standard or of ONNX Runtime. */
final class OperatorNorms implements NormRecogniser {
  private record Signature(NormForm form, int scale, int bias, float epsilon) {}

  private static final Map<OpId, Signature> SIGNATURES = signatures();

  private static Map<OpId, Signature> signatures() {
    Map<OpId, Signature> map = new LinkedHashMap<>();
    Signature simplified = new Signature(NormForm.SIMPLIFIED_LAYER_NORMALIZATION, 1, -1, 1e-5f);
    map.put(
        OpId.onnx("LayerNormalization"), new Signature(NormForm.LAYER_NORMALIZATION, 1, 2, 1e-5f));
    map.put(OpId.onnx("RMSNormalization"), new Signature(NormForm.RMS_NORMALIZATION, 1, -1, 1e-5f));
    map.put(OpId.onnx("SimplifiedLayerNormalization"), simplified);
    map.put(OpId.microsoft("SimplifiedLayerNormalization"), simplified);
    map.put(
        OpId.microsoft("SkipLayerNormalization"),
        new Signature(NormForm.SKIP_LAYER_NORMALIZATION, 2, 3, 1e-12f));
    map.put(
        OpId.microsoft("SkipSimplifiedLayerNormalization"),
        new Signature(NormForm.SKIP_SIMPLIFIED_LAYER_NORMALIZATION, 2, -1, 1e-12f));
    map.put(
        OpId.microsoft("EmbedLayerNormalization"),
        new Signature(NormForm.EMBED_LAYER_NORMALIZATION, 5, 6, 1e-12f));
    map.put(
        OpId.microsoft("QEmbedLayerNormalization"),
        new Signature(NormForm.EMBED_LAYER_NORMALIZATION, 5, 6, 1e-12f));
    map.put(
        OpId.onnx("GroupNormalization"), new Signature(NormForm.GROUP_NORMALIZATION, 1, 2, 1e-5f));
    map.put(OpId.microsoft("GroupNorm"), new Signature(NormForm.GROUP_NORMALIZATION, 1, 2, 1e-5f));
    map.put(
        OpId.onnx("InstanceNormalization"),
        new Signature(NormForm.INSTANCE_NORMALIZATION, 1, 2, 1e-5f));
    map.put(
        OpId.onnx("BatchNormalization"), new Signature(NormForm.BATCH_NORMALIZATION, 1, 2, 1e-5f));
    return Collections.unmodifiableMap(map);
  }

  @Override
  public Set<OpId> roots() {
    return SIGNATURES.keySet();
  }

  @Override
  public NormFinding recognise(Node root) {
    Signature signature = SIGNATURES.get(root.op());
    if (signature == null) {
      return NormFinding.UNRELATED;
    }
    if (root.attributes().intValue("training_mode", 0) == 1) {
      return new NormFinding.Refused(
          root, "it is in training mode; export the model in inference mode");
    }
    Use scale = new Use(root, signature.scale());
    ParameterPath path = ParameterPath.of(scale);
    if (path == null) {
      return new NormFinding.Refused(root, "its scale is computed, not a stored tensor");
    }
    if (!path.isTrainable()) {
      return new NormFinding.Refused(
          root, "its scale is stored as " + path.tensor().elementType().onnxName());
    }
    if (path.isFilledIn(1)) {
      List<NormSite> outside = scaledOutside(root, path);
      return outside.isEmpty()
          ? new NormFinding.Refused(
              root, "it has no scale of its own (the exporter filled in ones)")
          : new NormFinding.Found(outside);
    }
    return new NormFinding.Found(
        new NormSite(
            signature.form(),
            root,
            scale,
            bias(root, signature),
            root.attributes().floatValue("epsilon", signature.epsilon())));
  }

  /** A norm without scale whose modules multiply by one, and may add a bias, afterwards. */
  private static List<NormSite> scaledOutside(Node root, ParameterPath ones) {
    List<NormSite> sites = new ArrayList<>();
    for (Use scale : Affine.operands(root.requiredOutput(0), "Mul")) {
      ParameterPath path = ParameterPath.of(scale);
      if (path == null || !isOwn(path, ones, 1)) {
        continue;
      }
      Use bias = Affine.operand(scale.node().requiredOutput(0), "Add");
      ParameterPath biasPath = bias == null ? null : ParameterPath.of(bias);
      boolean ownBias = biasPath != null && isOwn(biasPath, ones, 0);
      sites.add(
          new NormSite(
              NormForm.STANDARDISED, scale.node(), scale, ownBias ? bias : null, Double.NaN));
    }
    return sites;
  }

  private static boolean isOwn(ParameterPath path, ParameterPath ones, double trivial) {
    return !path.isFilledIn(trivial)
        && path.tensor().elementCount() == ones.tensor().elementCount();
  }

  private static @Nullable Use bias(Node root, Signature signature) {
    if (signature.bias() < 0) {
      // ONNX Runtime's optimiser can leave the bias of a centred norm behind as a plain Add.
      Use added = Affine.operand(root.requiredOutput(0), "Add");
      ParameterPath own = added == null ? null : ParameterPath.of(added);
      boolean together =
          own != null
              && Affine.belongTogether(ParameterPath.of(new Use(root, signature.scale())), own);
      return together || isCentred(root.requiredInput(0)) ? added : null;
    }
    Use bias = new Use(root, signature.bias());
    ParameterPath path = ParameterPath.of(bias);
    return path == null || !path.isTrainable() || path.isFilledIn(0) ? null : bias;
  }

  /** True when a mean was subtracted, possibly before the axes were permuted. */
  private static boolean isCentred(Value value) {
    Node transpose = Walk.producer(value, "Transpose");
    return Walk.producer(transpose == null ? value : transpose.input(0), "Sub") != null;
  }
}

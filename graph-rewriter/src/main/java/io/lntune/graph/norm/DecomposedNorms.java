package io.lntune.graph.norm;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** LayerNorm and RMSNorm written in elementary operators, with scale and bias on either side. */
final class DecomposedNorms implements NormRecogniser {
  private static final Set<OpId> ROOTS =
      Set.of(OpId.onnx("Sqrt"), OpId.onnx("Pow"), OpId.onnx("ReduceL2"));

  @Override
  public Set<OpId> roots() {
    return ROOTS;
  }

  @Override
  public NormFinding recognise(Node root) {
    NormFinding exact = root.is("ReduceL2") ? NormFinding.UNRELATED : exact(root);
    if (exact instanceof NormFinding.Found) {
      return exact;
    }
    NormSite similar = StandardisedNorm.at(root);
    return similar == null ? exact : new NormFinding.Found(similar);
  }

  private static NormFinding exact(Node root) {
    NormCore core = NormCore.at(root);
    if (core == null) {
      return NormFinding.UNRELATED;
    }
    if (Double.isNaN(core.epsilon())) {
      return new NormFinding.Refused(root, "the epsilon under the root is not a constant");
    }
    if (core.normalised().isEmpty()) {
      return new NormFinding.Refused(
          root, "the root of the mean square does not divide the value it was computed from");
    }
    List<Use> scales = new ArrayList<>();
    core.normalised().forEach(value -> scales.addAll(Affine.operands(value, "Mul")));
    if (scales.isEmpty()) {
      return new NormFinding.Refused(
          root, "the normalised value is not multiplied by a stored scale");
    }
    List<NormSite> sites = new ArrayList<>();
    for (Use scale : scales) {
      ParameterPath path = ParameterPath.of(scale);
      if (path == null || !path.isFilledIn(1)) {
        sites.add(site(core, scale, path));
      }
    }
    return sites.isEmpty()
        ? new NormFinding.Refused(root, "it has no scale of its own (the exporter filled in ones)")
        : new NormFinding.Found(sites);
  }

  private static NormSite site(NormCore core, Use scale, @Nullable ParameterPath path) {
    Use bias = Affine.operand(scale.node().requiredOutput(0), "Add");
    ParameterPath biasPath = bias == null ? null : ParameterPath.of(bias);
    boolean ownBias =
        biasPath != null
            && !biasPath.isFilledIn(0)
            && (core.centred() || Affine.belongTogether(path, biasPath));
    NormForm form = core.centred() ? NormForm.DECOMPOSED_LAYER_NORM : NormForm.DECOMPOSED_RMS_NORM;
    return new NormSite(form, scale.node(), scale, ownBias ? bias : null, core.epsilon());
  }
}

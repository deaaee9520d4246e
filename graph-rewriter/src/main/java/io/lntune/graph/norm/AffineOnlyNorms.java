package io.lntune.graph.norm;

import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import java.util.Locale;
import java.util.Set;

/**
 * Modules that are called a norm but only scale and shift (MobileBERT's NoNorm). Structure says
 * nothing here, so the stored tensor must carry a norm's name: the module that owns it has "norm"
 * in its last segment.
 */
final class AffineOnlyNorms implements NormRecogniser {
  @Override
  public Set<OpId> roots() {
    return Set.of(OpId.onnx("Mul"));
  }

  @Override
  public NormFinding recognise(Node root) {
    for (int index = 0; index < 2; index++) {
      Use scale = new Use(root, index);
      if (isNamedNorm(scale)) {
        Use bias = Affine.operand(root.requiredOutput(0), "Add");
        return new NormFinding.Found(
            new NormSite(
                NormForm.AFFINE_ONLY,
                root,
                scale,
                bias != null && isNamedNorm(bias) ? bias : null,
                Double.NaN));
      }
    }
    return NormFinding.UNRELATED;
  }

  private static boolean isNamedNorm(Use use) {
    ParameterPath path = ParameterPath.of(use);
    if (path == null || !path.isTrainable() || !path.tensor().elementType().isFloatingPoint()) {
      return false;
    }
    String module = module(path.values().get(0));
    if (module.isEmpty()) {
      module = module(path.root());
    }
    String last = module.substring(module.lastIndexOf('.') + 1);
    return last.toLowerCase(Locale.ROOT).contains("norm");
  }

  /** The module that a parameter is named after; empty where an exporter made the name up. */
  private static String module(Value value) {
    return ParameterNames.isMeaningful(value.name()) ? ParameterNames.module(value.name()) : "";
  }
}

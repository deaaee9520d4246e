package io.lntune.graph.tag;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.norm.NormFinder;
import io.lntune.graph.norm.NormReport;
import io.lntune.graph.norm.NormSite;
import io.lntune.graph.norm.ParameterPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tags the tensors to train: normalisation scales and biases, and whatever the selector names. */
public final class Tagger {
  private Tagger() {}

  /**
   * Tags {@code graph} as it was read; changes nothing.
   *
   * @throws LntuneException when the selector matches nothing
   */
  public static TagReport tag(Graph graph, TargetSelector selector) {
    NormReport norms = NormFinder.find(graph);
    Set<Use> claimed = new HashSet<>();
    List<Candidate> selected = new ArrayList<>();
    for (NormSite site : norms.sites()) {
      addNorm(site, site.scale(), Role.SCALE, selector, claimed, selected);
      if (site.bias() != null) {
        addNorm(site, site.bias(), Role.BIAS, selector, claimed, selected);
      }
    }
    if (!selector.isDefault() || !selector.also().isEmpty()) {
      addOthers(graph, selector, claimed, selected);
    }
    if (selected.isEmpty() && !selector.isDefault()) {
      throw noMatch(norms);
    }
    return new TagReport(ParameterGroups.tags(selected), norms);
  }

  private static void addNorm(
      NormSite site,
      Use use,
      Role role,
      TargetSelector selector,
      Set<Use> claimed,
      List<Candidate> selected) {
    ParameterPath path = ParameterPath.of(use);
    if (path == null || !claimed.add(use)) {
      return;
    }
    Candidate candidate = new Candidate(use, path, role, site);
    List<String> names = candidate.selectableNames();
    if (selector.isDefault() || selector.selects(names) || selector.adds(names)) {
      selected.add(candidate);
    }
  }

  private static void addOthers(
      Graph graph, TargetSelector selector, Set<Use> claimed, List<Candidate> selected) {
    for (Node node : graph.nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        Use use = new Use(node, i);
        ParameterPath path = weightPath(use);
        if (path == null || claimed.contains(use)) {
          continue;
        }
        Candidate candidate = new Candidate(use, path, Role.WEIGHT, null);
        List<String> names = candidate.selectableNames();
        boolean wanted = selector.adds(names) || (!selector.isDefault() && selector.selects(names));
        if (wanted) {
          claimed.add(use);
          selected.add(candidate);
        }
      }
    }
  }

  /** The path of an operand that is a frozen weight and enters a node that computes with it. */
  private static @Nullable ParameterPath weightPath(Use use) {
    Node node = use.node();
    Value operand = node.input(use.index());
    boolean forwards = node.is("Identity") || node.is("Cast");
    if (operand == null || forwards || node.is("Transpose") || node.is("DequantizeLinear")) {
      return null;
    }
    ParameterPath path = ParameterPath.of(operand);
    if (path == null
        || !path.isTrainable()
        || !path.tensor().elementType().isFloatingPoint()
        || path.root().initializer() == null) {
      return null;
    }
    return path.tensor().elementCount() > 1 ? path : null;
  }

  private static LntuneException noMatch(NormReport norms) {
    String examples =
        norms.sites().stream()
            .limit(3)
            .map(site -> "'" + ModulePath.of(site.node()) + "' (" + site.node().name() + ")")
            .reduce((a, b) -> a + ", " + b)
            .orElse("none");
    return LntuneException.usage(
        "The target matches no module path, node name or initializer name with a stored tensor",
        "A pattern must match a whole name. Normalisation layers found: "
            + norms.sites().size()
            + ", for example "
            + examples
            + "; list all with 'lntune inspect MODEL'.");
  }
}
